package dev.leme.node.runtime.pause;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The program that a sandbox runs, as a static ELF file of some 200 bytes with no libc and no data. It blocks SIGINT,
 * SIGTERM and SIGCHLD and then waits for them in a loop: on SIGCHLD it reaps every child that has ended (as the first
 * process of a shared PID namespace it inherits orphans), on the others it exits with 0. A blocked signal reaches even
 * a namespace's first process, to which unhandled ones are not delivered.
 */
final class PauseProgram {
    private static final long BASE = 0x400000;
    private static final int HEADERS = 64 + 56;
    private static final short X86_64 = 62;
    private static final short AARCH64 = 183;

    private PauseProgram() {}

    /**
     * @param architecture as images name it: {@code amd64} or {@code arm64}
     */
    static byte[] forArchitecture(String architecture) {
        return switch (architecture) {
            case "amd64" -> elf(X86_64, x86());
            case "arm64" -> elf(AARCH64, aarch64());
            default -> throw new IllegalArgumentException("no pause program for " + architecture);
        };
    }

    /** One loadable segment, readable and executable, that is the whole file. */
    private static byte[] elf(short machine, byte[] code) {
        int size = HEADERS + code.length;
        ByteBuffer file = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
        // Identification: magic, 64 bits, little endian, version 1, System V.
        file.put(new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1, 0}).putLong(0);
        // Executable, machine, version, entry, program headers right after this header, no sections, no flags.
        file.putShort((short) 2).putShort(machine).putInt(1);
        file.putLong(BASE + HEADERS).putLong(64).putLong(0).putInt(0);
        // Sizes: this header, one program header of 56 bytes, no section headers.
        file.putShort((short) 64).putShort((short) 56).putShort((short) 1);
        file.putShort((short) 0).putShort((short) 0).putShort((short) 0);
        // The segment: loadable, readable and executable, from offset 0, at BASE, its sizes, aligned to 64 KiB.
        file.putInt(1)
                .putInt(5)
                .putLong(0)
                .putLong(BASE)
                .putLong(BASE)
                .putLong(size)
                .putLong(size)
                .putLong(0x10000);
        return file.put(code).array();
    }

    private static byte[] x86() {
        int[] code = {
            // The set on the stack: bits of SIGINT (2), SIGTERM (15) and SIGCHLD (17).
            0x68,
            0x02,
            0x40,
            0x01,
            0x00, // push 0x14002
            0x48,
            0x89,
            0xe6, //             mov rsi, rsp
            0x31,
            0xff, //                   xor edi, edi        SIG_BLOCK
            0x31,
            0xd2, //                   xor edx, edx
            0x6a,
            0x08,
            0x41,
            0x5a, //       push 8; pop r10     size of the set
            0xb8,
            0x0e,
            0x00,
            0x00,
            0x00, // mov eax, 14         rt_sigprocmask
            0x0f,
            0x05, //                   syscall
            // wait (23):
            0x48,
            0x89,
            0xe7, //             mov rdi, rsp
            0x31,
            0xf6, //                   xor esi, esi
            0x31,
            0xd2, //                   xor edx, edx
            0x6a,
            0x08,
            0x41,
            0x5a, //       push 8; pop r10
            0xb8,
            0x80,
            0x00,
            0x00,
            0x00, // mov eax, 128        rt_sigtimedwait
            0x0f,
            0x05, //                   syscall
            0x83,
            0xf8,
            0x11, //             cmp eax, SIGCHLD
            0x74,
            0x0d, //                   je reap
            0x85,
            0xc0, //                   test eax, eax
            0x78,
            0xe5, //                   js wait             interrupted
            0x31,
            0xff, //                   xor edi, edi
            0xb8,
            0xe7,
            0x00,
            0x00,
            0x00, // mov eax, 231        exit_group
            0x0f,
            0x05, //                   syscall
            // reap (59):
            0x6a,
            0xff,
            0x5f, //             push -1; pop rdi    any child
            0x31,
            0xf6, //                   xor esi, esi
            0x6a,
            0x01,
            0x5a, //             push 1; pop rdx     WNOHANG
            0x45,
            0x31,
            0xd2, //             xor r10d, r10d
            0xb8,
            0x3d,
            0x00,
            0x00,
            0x00, // mov eax, 61         wait4
            0x0f,
            0x05, //                   syscall
            0x85,
            0xc0, //                   test eax, eax
            0x7f,
            0xea, //                   jg reap
            0xeb,
            0xc4, //                   jmp wait
        };
        byte[] bytes = new byte[code.length];
        for (int i = 0; i < code.length; i++) {
            bytes[i] = (byte) code[i];
        }
        return bytes;
    }

    private static byte[] aarch64() {
        int[] code = {
            0xd2880040, // mov  x0, #0x4002
            0xf2a00020, // movk x0, #1, lsl #16
            0xf81f0fe0, // str  x0, [sp, #-16]!   the set
            0xd2800000, // mov  x0, #0            SIG_BLOCK
            0x910003e1, // mov  x1, sp
            0xd2800002, // mov  x2, #0
            0xd2800103, // mov  x3, #8
            0xd28010e8, // mov  x8, #135          rt_sigprocmask
            0xd4000001, // svc  #0
            0x910003e0, // wait: mov x0, sp
            0xd2800001, // mov  x1, #0
            0xd2800002, // mov  x2, #0
            0xd2800103, // mov  x3, #8
            0xd2801128, // mov  x8, #137          rt_sigtimedwait
            0xd4000001, // svc  #0
            0x7100441f, // cmp  w0, #17           SIGCHLD
            0x540000a0, // b.eq reap
            0x37ffff00, // tbnz w0, #31, wait     interrupted
            0xd2800000, // mov  x0, #0
            0xd2800bc8, // mov  x8, #94           exit_group
            0xd4000001, // svc  #0
            0x92800000, // reap: mov x0, #-1
            0xd2800001, // mov  x1, #0
            0xd2800022, // mov  x2, #1            WNOHANG
            0xd2800003, // mov  x3, #0
            0xd2802088, // mov  x8, #260          wait4
            0xd4000001, // svc  #0
            0x7100001f, // cmp  w0, #0
            0x54ffff2c, // b.gt reap
            0x17ffffec, // b    wait
        };
        ByteBuffer bytes = ByteBuffer.allocate(code.length * 4).order(ByteOrder.LITTLE_ENDIAN);
        for (int instruction : code) {
            bytes.putInt(instruction);
        }
        return bytes.array();
    }
}
