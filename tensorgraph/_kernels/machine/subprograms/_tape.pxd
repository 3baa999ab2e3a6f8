# Programs of scalars: the instructions of all their loops in sequence, on registers of one value.
from ..loop._instructions cimport Inst, run_inst
from libc.string cimport memcpy


cdef class Tape:
    cdef Inst* code             # neither kernel nor loop: copies `nin` bytes
    cdef char** reg             # where the value of each register is; then room for where each output goes
    cdef char* cells            # memory for one value of each register
    cdef int* inputs            # the register of each input and output of the program
    cdef int* outputs
    cdef int* written           # for each register the instruction that writes it, -1 for none
    cdef int* last_read         # and the last one that reads it; for outputs the end
    cdef int ncode, nreg, nin, nout
    cdef bint* single           # for each output: the code writes its register, and no other output is in it

    cdef void rest(self) noexcept nogil
    cdef bint may_share(self, int output, int input) noexcept nogil

    cdef inline void play(self) noexcept nogil:
        """Run all instructions once."""
        cdef int i
        cdef Inst* inst
        for i in range(self.ncode):
            inst = &self.code[i]
            if inst.kernel != NULL or inst.loop != NULL:
                run_inst(inst, self.reg, 1)
            else:
                memcpy(self.reg[inst.o], self.reg[inst.a], inst.nin)


cdef Tape tape_of(program)
