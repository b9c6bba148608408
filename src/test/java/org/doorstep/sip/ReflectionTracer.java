package org.doorstep.sip;

import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.UnmodifiableClassException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.ProtectionDomain;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

import net.bytebuddy.agent.ByteBuddyAgent;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.ClassWriter;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import net.bytebuddy.jar.asm.Type;

/** Has the SIP stack and the agent tell {@link ReflectiveCalls} each reflective call that they make. */
final class ReflectionTracer implements ClassFileTransformer {

    private static final AtomicBoolean INSTALLED = new AtomicBoolean();
    /** Ours are traced, their tests are not. */
    private static final Path CLASSES = Path.of("target", "classes");
    private static final String RECORDER = Type.getInternalName(ReflectiveCalls.class);
    /** Methods of {@link Class} that hand out all members of a kind, and who is told. */
    private static final Map<String, String> ALL = Map.of("getDeclaredFields", "declaredFields", "getFields",
            "publicFields", "getMethods", "publicMethods", "getDeclaredMethods", "declaredMethods", "getConstructors",
            "publicConstructors", "getDeclaredConstructors", "declaredConstructors", "newInstance", "made");

    private ReflectionTracer() {
    }

    /** From now on; what is loaded already is traced too. */
    static void install() {
        if (!INSTALLED.compareAndSet(false, true)) {
            return;
        }
        var instrumentation = ByteBuddyAgent.install();
        instrumentation.addTransformer(new ReflectionTracer(), true);
        var loaded = Arrays.stream(instrumentation.getAllLoadedClasses())
                .filter(type -> traced(type.getName().replace('.', '/')) && instrumentation.isModifiableClass(type))
                .toArray(Class<?>[]::new);
        try {
            if (loaded.length > 0) {
                instrumentation.retransformClasses(loaded);
            }
        } catch (UnmodifiableClassException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean traced(String name) {
        return name.startsWith("gov/nist/") || name.startsWith("javax/sip/") || name.startsWith("org/doorstep/sip/")
                && Files.exists(CLASSES.resolve(name + ".class"));
    }

    @Override
    public byte[] transform(ClassLoader loader, String name, Class<?> type, ProtectionDomain domain, byte[] bytes) {
        if (name == null || !traced(name)) {
            return null;
        }
        var reader = new ClassReader(bytes);
        var writer = new ClassWriter(reader, ClassWriter.COMPUTE_MAXS);
        reader.accept(new ClassVisitor(Opcodes.ASM9, writer) {
            @Override
            public MethodVisitor visitMethod(int access, String method, String form, String signature,
                    String[] exceptions) {
                return new Calls(name, super.visitMethod(access, method, form, signature, exceptions));
            }
        }, 0);
        return writer.toByteArray();
    }

    private static final class Calls extends MethodVisitor {

        private final String caller;

        Calls(String caller, MethodVisitor next) {
            super(Opcodes.ASM9, next);
            this.caller = caller.replace('/', '.');
        }

        @Override
        public void visitMethodInsn(int opcode, String owner, String name, String form, boolean isInterface) {
            var told = told(owner, name, form);
            if (told != Told.NOTHING) {
                super.visitLdcInsn(caller);
                super.visitMethodInsn(Opcodes.INVOKESTATIC, RECORDER, "by", "(Ljava/lang/String;)V", false);
            }
            if (told == Told.BEFORE_ONE || told == Told.BEFORE_TWO) {
                super.visitInsn(told == Told.BEFORE_ONE ? Opcodes.DUP : Opcodes.DUP2);
                tell(owner, name, form);
            }
            super.visitMethodInsn(opcode, owner, name, form, isInterface);
            if (told == Told.AFTER) {
                super.visitInsn(Opcodes.DUP);
                boolean method = name.endsWith("Method");
                super.visitMethodInsn(Opcodes.INVOKESTATIC, RECORDER, method ? "method" : "field",
                        method ? "(Ljava/lang/reflect/Method;)V" : "(Ljava/lang/reflect/Field;)V", false);
            }
        }

        private enum Told {
            NOTHING, BEFORE_ONE, BEFORE_TWO, AFTER
        }

        private static Told told(String owner, String name, String form) {
            if (owner.equals("java/lang/ClassLoader")) {
                return name.equals("loadClass") || name.startsWith("getResource") ? Told.BEFORE_ONE : Told.NOTHING;
            }
            if (!owner.equals("java/lang/Class")) {
                return Told.NOTHING;
            }
            return switch (name) {
                case "forName" -> form.startsWith("(Ljava/lang/String;)") ? Told.BEFORE_ONE : Told.NOTHING;
                case "getConstructor" -> Told.BEFORE_TWO;
                case "getDeclaredConstructor" -> Told.BEFORE_TWO;
                case "getResource" -> Told.BEFORE_TWO;
                case "getResourceAsStream" -> Told.BEFORE_TWO;
                case "getMethod" -> Told.AFTER;
                case "getDeclaredMethod" -> Told.AFTER;
                case "getField" -> Told.AFTER;
                case "getDeclaredField" -> Told.AFTER;
                default -> ALL.containsKey(name) ? Told.BEFORE_ONE : Told.NOTHING;
            };
        }

        private void tell(String owner, String name, String form) {
            if (name.endsWith("Constructor")) {
                super.visitMethodInsn(Opcodes.INVOKESTATIC, RECORDER, "constructor",
                        "(Ljava/lang/Class;[Ljava/lang/Class;)V", false);
            } else if (name.startsWith("getResource") && owner.equals("java/lang/Class")) {
                super.visitMethodInsn(Opcodes.INVOKESTATIC, RECORDER, "resource",
                        "(Ljava/lang/Class;Ljava/lang/String;)V", false);
            } else if (form.startsWith("(Ljava/lang/String;)")) {
                super.visitMethodInsn(Opcodes.INVOKESTATIC, RECORDER,
                        name.startsWith("getResource") ? "resource" : "type", "(Ljava/lang/String;)V", false);
            } else {
                super.visitMethodInsn(Opcodes.INVOKESTATIC, RECORDER, ALL.get(name), "(Ljava/lang/Class;)V", false);
            }
        }
    }
}
