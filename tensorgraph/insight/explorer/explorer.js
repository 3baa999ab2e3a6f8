"use strict";
// The explorer: a document is drawn as graphs, as the steps of a rewriting, and as a program.
(() => {
  const doc = JSON.parse(document.getElementById("document").textContent);
  const placed = (number) => (number === null || number === undefined ? null : doc.places[number]);
  for (const graph of Object.values(doc.graphs)) for (const box of graph.boxes) box.place = placed(box.place);
  for (const step of doc.steps) step.lines = step.lines.map(placed);
  const main = document.querySelector("main"), aside = document.querySelector("aside");
  const search = document.querySelector("input[type=search]");
  const SVG = "http://www.w3.org/2000/svg";
  const MOST = 1500; // boxes that are laid out at once
  const state = { view: "graph", graph: Object.keys(doc.graphs)[0], open: new Set(), fold: null, step: 0, chosen: null, at: null };

  const make = (tag, attributes = {}, ...children) => {
    const element = document.createElement(tag);
    for (const [key, value] of Object.entries(attributes)) {
      if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
      else if (value !== null && value !== undefined) element.setAttribute(key, value);
    }
    element.append(...children.filter((child) => child !== null && child !== undefined));
    return element;
  };
  const draw = (tag, attributes = {}, text) => {
    const element = document.createElementNS(SVG, tag);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    if (text !== undefined) element.textContent = text;
    return element;
  };
  const short = (text, n) => (text.length > n ? text.slice(0, n - 1) + "…" : text);
  const base = (path) => path.split(/[\\/]/).pop();
  const time = (seconds) => (seconds >= 1e-3 ? (1e3 * seconds).toFixed(2) + " ms" : (1e6 * seconds).toFixed(2) + " µs");
  const lineOf = (place) => (place ? `${base(place[0])}:${place[1]}` : "");

  // ------------------------------------------------------------- folding

  // Boxes of one line of the program (or of one function) are a group, which is one box until it is opened.
  const groupOf = (box) => {
    if (box.kind !== "op" || !box.place || state.fold === "nothing") return null;
    return state.fold === "line" ? `${box.place[0]}:${box.place[1]}` : `${box.place[0]}:${box.place[2]}`;
  };
  const startFold = (graph) => (graph.boxes.length > 60 ? (graph.boxes.length > 4000 ? "function" : "line") : "nothing");

  const visible = () => {
    const graph = doc.graphs[state.graph], shown = new Map(), where = [];
    const sizes = {};
    for (const box of graph.boxes) { const g = groupOf(box); if (g) sizes[g] = (sizes[g] || 0) + 1; }
    for (const box of graph.boxes) {
      const g = groupOf(box);
      const id = g && sizes[g] > 1 && !state.open.has(g) ? g : box.id;
      where[box.id] = id;
      if (!shown.has(id)) {
        const place = box.place;
        shown.set(id, id === g
          ? { id, kind: "group", label: state.fold === "line" ? short(place[3] || lineOf(place), 46) : place[2] + "()", small: `${lineOf(place)} · ${sizes[g]} operations`, members: [], seconds: 0, place }
          : { ...box, small: lineOf(place), members: [] });
      }
      const found = shown.get(id);
      found.members.push(box);
      if (id === g) found.seconds += box.seconds || 0;
    }
    // constants that only one box reads go without an arrow: they are in its formula
    const arrows = new Map();
    for (const [from, to, k] of graph.arrows) {
      const a = where[from], b = where[to];
      if (a === b || graph.boxes[from].kind === "constant") continue;
      const key = `${a}>${b}`, over = (graph.boxes[to].inplace || []).includes(k);
      const old = arrows.get(key);
      arrows.set(key, { from: a, to: b, inplace: over || (old && old.inplace) });
    }
    for (const [id, box] of shown) if (box.kind === "constant") shown.delete(id);
    return { shown, arrows: [...arrows.values()] };
  };

  // ------------------------------------------------------------- the graph

  const heat = (seconds, most) => {
    const share = most ? Math.min(1, seconds / most) : 0;
    return `color-mix(in srgb, #ff8a3d ${Math.round(75 * share)}%, var(--op))`;
  };

  const showGraph = () => {
    main.className = "";
    const graph = doc.graphs[state.graph];
    if (state.fold === null) state.fold = startFold(graph);
    let { shown, arrows } = visible();
    let note = "";
    if (shown.size > MOST) {
      note = `too many boxes (${shown.size}) to open at once: folded`;
      state.open.clear();
      for (const fold of ["line", "function"]) {
        state.fold = fold;
        ({ shown, arrows } = visible());
        if (shown.size <= MOST) break;
      }
    }
    const layout = new dagre.graphlib.Graph();
    layout.setGraph({ nodesep: 18, ranksep: 34, marginx: 20, marginy: 20, ranker: shown.size > 600 ? "longest-path" : "network-simplex" });
    layout.setDefaultEdgeLabel(() => ({}));
    for (const [id, box] of shown) {
      const label = short(box.name ? `${box.name} = ${box.label}` : box.label, 46);
      box.text1 = label;
      layout.setNode(String(id), { width: Math.max(label.length * 7.3, box.small ? box.small.length * 6.4 : 0) + 20, height: box.small ? 40 : 28 });
    }
    for (const { from, to } of arrows) layout.setEdge(String(from), String(to));
    dagre.layout(layout);
    const svg = draw("svg", { class: "graph", role: "img", "aria-label": doc.title });
    svg.append(draw("defs"));
    svg.firstChild.innerHTML = '<marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path d="M0,0L8,4L0,8z" fill="currentColor" opacity=".5"/></marker>';
    const scene = draw("g");
    svg.append(scene);
    for (const arrow of arrows) {
      const points = layout.edge(String(arrow.from), String(arrow.to)).points;
      const d = points.map((p, i) => `${i ? "L" : "M"}${p.x.toFixed(1)},${p.y.toFixed(1)}`).join("");
      const path = draw("path", { d, class: arrow.inplace ? "arrow inplace" : "arrow", "marker-end": "url(#tip)" });
      path.dataset.from = arrow.from; path.dataset.to = arrow.to;
      scene.append(path);
    }
    const most = Math.max(0, ...[...shown.values()].map((box) => box.seconds || 0));
    for (const [id, box] of shown) {
      const { x, y, width, height } = layout.node(String(id));
      const g = draw("g", { class: `box ${box.kind}`, transform: `translate(${x - width / 2},${y - height / 2})`, tabindex: 0 });
      g.dataset.id = id;
      const rect = draw("rect", { width, height, rx: box.kind === "op" || box.kind === "group" ? 8 : 3 });
      if (most && box.seconds) rect.style.fill = heat(box.seconds, most);
      g.append(rect, draw("text", { x: width / 2, y: box.small ? 17 : 18, "text-anchor": "middle" }, box.text1));
      if (box.small) g.append(draw("text", { class: "small", x: width / 2, y: 32, "text-anchor": "middle" }, box.small));
      g.append(draw("title", {}, [box.tip, box.text, box.place && box.place[3], box.seconds ? time(box.seconds) : ""].filter(Boolean).join("\n")));
      g.addEventListener("click", (event) => { event.stopPropagation(); choose(box); });
      g.addEventListener("dblclick", (event) => { event.stopPropagation(); toggle(box); });
      scene.append(g);
    }
    const size = layout.graph();
    const tools = make("div", { class: "tools" },
      make("select", { "aria-label": "graph", onchange: (e) => go({ graph: e.target.value, fold: null, open: new Set(), chosen: null, at: null }) },
        ...Object.keys(doc.graphs).map((name) => make("option", name === state.graph ? { value: name, selected: "" } : { value: name }, short(name, 60)))),
      make("select", { "aria-label": "fold", onchange: (e) => go({ fold: e.target.value, open: new Set(), at: null }) },
        ...["nothing", "line", "function"].map((fold) => make("option", fold === state.fold ? { value: fold, selected: "" } : { value: fold }, fold === "nothing" ? "every operation" : `fold by ${fold}`))),
      make("button", { onclick: () => fit(svg, scene, size) }, "fit"),
      make("button", { onclick: () => zoom(svg, scene, 1.3) }, "+"), make("button", { onclick: () => zoom(svg, scene, 1 / 1.3) }, "−"));
    main.replaceChildren(tools, svg, make("div", { class: "note" }, note || `${shown.size} boxes of ${graph.boxes.length}; double click opens a group or a loop`));
    pan(svg, scene);
    if (state.at) place(scene, state.at); else fit(svg, scene, size);
    if (state.chosen) mark();
    find();
  };

  const place = (scene, at) => { state.at = at; scene.setAttribute("transform", `translate(${at.x},${at.y}) scale(${at.k})`); };
  const fit = (svg, scene, size) => {
    const top = 48, w = svg.clientWidth || 800, h = (svg.clientHeight || 600) - top; // below the tools
    const k = Math.min(1.2, Math.max(0.08, Math.min(w / (size.width || 1), h / (size.height || 1))));
    place(scene, { x: Math.max(0, (w - k * (size.width || 0)) / 2), y: top, k });
  };
  const zoom = (svg, scene, factor, cx = svg.clientWidth / 2, cy = svg.clientHeight / 2) => {
    const { x, y, k } = state.at, next = Math.min(4, Math.max(0.03, k * factor));
    place(scene, { x: cx - (cx - x) * (next / k), y: cy - (cy - y) * (next / k), k: next });
  };
  const pan = (svg, scene) => {
    let from = null;
    svg.addEventListener("wheel", (e) => { e.preventDefault(); zoom(svg, scene, Math.exp(-e.deltaY / 400), e.offsetX, e.offsetY); }, { passive: false });
    svg.addEventListener("pointerdown", (e) => { from = { x: e.clientX - state.at.x, y: e.clientY - state.at.y }; });
    window.addEventListener("pointerup", () => { from = null; });
    svg.addEventListener("pointermove", (e) => { if (from) place(scene, { ...state.at, x: e.clientX - from.x, y: e.clientY - from.y }); });
    svg.addEventListener("click", () => { state.chosen = null; aside.hidden = true; mark(); });
  };
  const toggle = (box) => {
    if (box.inside && box.inside.length) { go({ graph: box.inside[0], fold: null, open: new Set(), chosen: null, at: null }); return; }
    const g = box.kind === "group" ? box.id : groupOf(box);
    if (!g) return;
    if (state.open.has(g)) state.open.delete(g); else state.open.add(g);
    go({ chosen: null, at: null });
  };
  const mark = () => {
    const id = state.chosen && String(state.chosen.id);
    for (const g of main.querySelectorAll("g.box")) g.classList.toggle("chosen", g.dataset.id === id);
    for (const path of main.querySelectorAll("path.arrow")) path.classList.toggle("near", id !== null && (path.dataset.from === id || path.dataset.to === id));
  };
  const choose = (box) => {
    state.chosen = box;
    mark();
    const field = (name, value, code = true) => (value ? [make("dt", {}, name), make("dd", {}, code ? make("code", {}, value) : value)] : []);
    aside.replaceChildren(make("h2", {}, box.label), make("dl", {},
      ...field("name", box.name), ...field("computes", box.text), ...field("type", box.tip), ...field("operation", box.op),
      ...field("your line", box.place && `${box.place[0]}:${box.place[1]} in ${box.place[2]}\n${box.place[3]}`),
      ...field("time of a call", box.seconds ? time(box.seconds) : ""),
      ...(box.members.length > 1 ? field("operations", [...new Set(box.members.map((m) => m.text || m.label))].slice(0, 40).join("\n")) : [])),
      (box.kind === "group" || groupOf(box) || (box.inside && box.inside.length))
        ? make("p", {}, make("button", { onclick: () => toggle(box) }, box.inside && box.inside.length ? "look inside" : box.kind === "group" ? "open the group" : "close the group")) : null);
    for (const dd of aside.querySelectorAll("dd code")) dd.style.whiteSpace = "pre-wrap";
    aside.hidden = false;
  };
  const find = () => {
    const text = search.value.trim().toLowerCase();
    let first = null;
    const { shown } = state.view === "graph" ? visible() : { shown: new Map() };
    for (const g of main.querySelectorAll("g.box")) {
      const box = shown.get(isNaN(g.dataset.id) ? g.dataset.id : Number(g.dataset.id));
      const hit = text && box && box.members.some((m) => [m.label, m.name, m.text, m.op, m.place && `${base(m.place[0])}:${m.place[1]} ${m.place[3]}`].some((s) => s && s.toLowerCase().includes(text)));
      g.classList.toggle("found", Boolean(hit));
      if (hit && !first) first = g;
    }
    for (const row of main.querySelectorAll("tbody tr, ol.steps li")) row.style.display = !text || row.textContent.toLowerCase().includes(text) ? "" : "none";
    return first;
  };

  // ------------------------------------------------------------- the rewriting

  const showReplay = () => {
    main.className = "scrolls";
    const steps = doc.replay;
    if (!steps.length) { main.replaceChildren(make("p", {}, doc.replay_note || "The rewriting changed nothing.")); return; }
    const slider = make("input", { type: "range", min: 0, max: steps.length - 1, value: state.step, "aria-label": "step" });
    const counter = make("span", { class: "mono" }), shown = make("div");
    const list = make("ol", { class: "steps" }, ...steps.map((step, i) => make("li", { onclick: () => move(i) },
      make("span", {}, String(i + 1)), make("span", {}, step.rule), make("span", { class: "mono" }, `${step.before}  →  ${step.after}`))));
    const uses = new Map(doc.uses.map(([pass, rule, times]) => [`${pass}\n${rule}`, times]));
    const move = (i) => {
      state.step = Math.max(0, Math.min(steps.length - 1, i));
      const step = steps[state.step];
      slider.value = state.step;
      counter.textContent = ` ${state.step + 1} of ${steps.length}`;
      const text = doc.rules[step.rule] || doc.rules[step.pass];
      shown.replaceChildren(make("h3", {}, step.rule), make("p", {}, `in the pass ${step.pass}, with ${step.nodes} operations; ${step.use} of ${uses.get(`${step.pass}\n${step.rule}`)} uses there`),
        text ? make("pre", {}, text) : null,
        make("div", { class: "step" }, make("div", {}, make("dt", {}, "before"), make("code", {}, step.before)), make("div", {}, make("dt", {}, "after"), make("code", {}, step.after))));
      for (const [k, li] of [...list.children].entries()) li.classList.toggle("chosen", k === state.step);
      list.children[state.step].scrollIntoView({ block: "nearest" });
    };
    slider.addEventListener("input", () => move(Number(slider.value)));
    main.replaceChildren(make("p", {}, make("button", { onclick: () => move(state.step - 1) }, "‹ back"), " ", slider, " ", make("button", { onclick: () => move(state.step + 1) }, "next ›"), counter), shown, list);
    move(state.step);
    find();
  };

  // ------------------------------------------------------------- the program

  // Each array is a lane; steps go downwards. A result in the memory of an input goes on in its lane, and an array that is
  // read no more leaves its lane to others.
  const LANE = 16, MOST_LANES = 48;
  const lanes = (steps) => {
    const home = new Map(), arrays = [];
    for (const [i, step] of steps.entries()) {
      if (step.number.includes(".")) continue;
      for (const name of step.reads) {
        if (!home.has(name)) { arrays.push({ first: -1, last: i, marks: [] }); home.set(name, arrays.length - 1); }
        arrays[home.get(name)].last = i;
      }
      const within = new Map(step.memory);
      for (const name of step.writes) {
        const old = within.get(name);
        if (old !== undefined && home.has(old)) home.set(name, home.get(old));
        else { arrays.push({ first: i, last: i, marks: [] }); home.set(name, arrays.length - 1); }
        const array = arrays[home.get(name)];
        array.last = i;
        array.marks.push({ i, name, kind: old === undefined ? "new" : step.in_place.includes(old) ? "over" : "view", old });
      }
    }
    const free = [];
    for (const array of [...arrays].sort((a, b) => a.first - b.first)) {
      let lane = free.findIndex((until) => until < array.first);
      if (lane < 0) lane = free.push(0) - 1;
      free[lane] = array.last;
      array.lane = lane;
    }
    return { arrays, count: free.length };
  };
  const laneCells = (steps) => {
    const { arrays, count } = lanes(steps);
    if (!count || count > MOST_LANES) return null;
    const at = (lane) => LANE * lane + LANE / 2;
    return steps.map((step, i) => {
      const svg = draw("svg", { class: "lanes", width: LANE * count, height: "100%" });
      for (const { first, last, lane, marks } of arrays) {
        if (i < first || i > last) continue;
        const mark = marks.find((m) => m.i === i);
        svg.append(draw("line", { x1: at(lane), x2: at(lane), y1: i === first ? "50%" : 0, y2: i === last ? "50%" : "100%" }));
        if (!mark) continue;
        const { name, kind, old } = mark, x = at(lane);
        const dot = kind === "over" ? draw("text", { class: "over", x, y: "50%" }, "▼") : draw("circle", { class: kind, cx: x, cy: "50%", r: 4.5 });
        dot.append(draw("title", {}, kind === "new" ? `${name}: new memory` : kind === "over" ? `${name} overwrites ${old}` : `${name} is a view of ${old}`));
        svg.append(dot);
      }
      return make("td", { class: "lanes", style: `min-width: ${LANE * count + 10}px` }, svg);
    });
  };

  const showProgram = () => {
    main.className = "scrolls";
    const most = Math.max(0, ...doc.steps.map((step) => step.seconds || 0)), timed = most > 0;
    const total = doc.steps.reduce((sum, step) => sum + (step.seconds || 0), 0);
    const memory = laneCells(doc.steps);
    const rows = doc.steps.map((step, i) => make("tr", {},
      make("td", { class: "mono" }, step.number),
      timed ? make("td", { class: "number" }, ...(step.seconds ? [Object.assign(make("span", { class: "bar" }), { style: `width:${(90 * step.seconds) / most}px` }), time(step.seconds)] : [])) : null,
      make("td", { class: "mono" }, step.kernel), make("td", { class: "mono" }, step.writes.join(", ") + " = " + step.formula),
      memory && memory[i],
      make("td", { class: "mono" }, step.in_place.map((name) => `↻ ${name}`).join(", ")),
      make("td", { class: "mono" }, ...step.lines.slice(0, 3).flatMap((p) => [`${base(p[0])}:${p[1]} ${short(p[3], 60)}`, make("br")]))));
    main.replaceChildren(make("table", {}, make("caption", {}, `${doc.steps.length} steps` + (timed ? `, ${time(total)} a call` : "")),
      make("thead", {}, make("tr", {}, ...["step", timed ? "time" : null, "kernel", "computes", memory ? "memory" : null, "overwrites", "your lines"].filter(Boolean).map((h) => make("th", {}, h)))), make("tbody", {}, ...rows)));
    find();
  };

  // ------------------------------------------------------------- the frame

  const VIEWS = { graph: ["graph", showGraph], replay: ["rewriting", showReplay], program: ["program", showProgram] };
  const go = (change) => {
    Object.assign(state, change);
    if (state.view !== "graph") aside.hidden = true;
    document.querySelector("nav").replaceChildren(...Object.entries(VIEWS).map(([name, [title]]) => make("button", { "aria-pressed": name === state.view, onclick: () => go({ view: name }) }, title)));
    VIEWS[state.view][1]();
  };
  document.querySelector("h1").textContent = doc.title;
  document.querySelector("h1").title = doc.title;
  search.addEventListener("input", find);
  search.addEventListener("keydown", (e) => {
    if (e.key !== "Enter") return;
    const first = find();
    if (first) first.dispatchEvent(new MouseEvent("click", { bubbles: true }));
  });
  if (location.hash.slice(1) in VIEWS) state.view = location.hash.slice(1);
  go({});
})();
