package org.doorstep.architecture;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

import org.objectweb.asm.ClassReader;
import org.objectweb.asm.Handle;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.InvokeDynamicInsnNode;
import org.objectweb.asm.tree.LdcInsnNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.analysis.Analyzer;
import org.objectweb.asm.tree.analysis.AnalyzerException;
import org.objectweb.asm.tree.analysis.BasicValue;
import org.objectweb.asm.tree.analysis.Frame;
import org.objectweb.asm.tree.analysis.SimpleVerifier;

/**
 * The types that the service's own code hands to Jackson where no extension of Quarkus sees them: as the entity of a
 * {@code Response}, and to a mapper. Found in the bytecode: the types that the values have where they are handed over,
 * also through methods of ours that take any object and hand it on.
 */
final class JsonTypes {

    private static final Path CLASSES = Path.of("target", "classes");
    private static final String ANY = "java/lang/Object";
    private static final Set<String> ENTITY = Set.of("jakarta/ws/rs/core/Response.ok",
            "jakarta/ws/rs/core/Response$ResponseBuilder.entity", "org/jboss/resteasy/reactive/RestResponse.ok",
            "io/vertx/core/json/JsonObject.mapFrom", "io/vertx/core/json/Json.encode");
    private static final Set<String> WRITTEN = Set.of("writeValueAsString", "writeValueAsBytes", "valueToTree");
    private static final Set<String> READ = Set.of("readValue", "treeToValue", "convertValue", "readerFor", "forType",
            "mapTo", "decodeValue");

    private final Set<String> handingOn = new TreeSet<>();
    private final Set<String> types = new TreeSet<>();
    private final Set<String> unknown = new TreeSet<>();
    private final List<ClassNode> classes;

    private JsonTypes(List<ClassNode> classes) {
        this.classes = classes;
    }

    static JsonTypes ofOurCode() {
        try (Stream<Path> files = Files.walk(CLASSES.resolve("org"))) {
            var found = new JsonTypes(files.filter(file -> file.toString().endsWith(".class")).map(JsonTypes::read)
                    .filter(node -> !node.name.matches("org/doorstep/(verifier|witness)/.*")).toList());
            found.look();
            return found;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Names of classes. */
    Set<String> types() {
        return types;
    }

    /** Places where the type of what is handed over cannot be told. */
    Set<String> unknown() {
        return unknown;
    }

    private static ClassNode read(Path file) {
        try {
            var node = new ClassNode();
            new ClassReader(Files.readAllBytes(file)).accept(node, ClassReader.SKIP_DEBUG);
            return node;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Until no further method of ours is found that hands on. */
    private void look() {
        int before;
        do {
            before = handingOn.size();
            unknown.clear();
            for (var owner : classes) {
                owner.methods.forEach(method -> look(owner, method));
            }
        } while (handingOn.size() > before);
    }

    private void look(ClassNode owner, MethodNode method) {
        var place = owner.name + "." + method.name + method.desc;
        Frame<BasicValue>[] frames = null;
        for (var instruction : method.instructions) {
            switch (instruction) {
                case MethodInsnNode call when takes(call.owner, call.name, call.desc) -> {
                    frames = frames == null ? frames(owner, method) : frames;
                    var frame = frames[method.instructions.indexOf(call)];
                    var arguments = Type.getArgumentTypes(call.desc).length;
                    handed(frame.getStack(frame.getStackSize() - arguments).getType(), method, place);
                }
                case MethodInsnNode call when READ.contains(call.name) && call.desc.contains("Ljava/lang/Class;") ->
                    literal(call, place);
                case InvokeDynamicInsnNode made -> reference(made, method, place);
                default -> {
                }
            }
        }
    }

    /** Whether its first argument, any object, is handed to Jackson. */
    private boolean takes(String owner, String name, String descriptor) {
        return descriptor.startsWith("(L" + ANY + ";")
                && (ENTITY.contains(owner + "." + name) || handingOn.contains(owner + "." + name + descriptor)
                        || owner.startsWith("com/fasterxml/jackson/databind/") && WRITTEN.contains(name));
    }

    private void handed(Type type, MethodNode by, String place) {
        if (!type.getInternalName().equals(ANY)) {
            add(type);
        } else if (by.desc.startsWith("(L" + ANY + ";")) {
            handingOn.add(place);
        } else {
            unknown.add(place);
        }
    }

    private void add(Type type) {
        if (type.getSort() == Type.OBJECT) {
            types.add(type.getClassName());
        }
    }

    private void literal(MethodInsnNode call, String place) {
        AbstractInsnNode before = call.getPrevious();
        if (before instanceof LdcInsnNode constant && constant.cst instanceof Type type) {
            add(type);
        } else {
            unknown.add(place);
        }
    }

    /** Such as {@code Response::ok}. */
    private void reference(InvokeDynamicInsnNode made, MethodNode method, String place) {
        if (made.bsmArgs.length > 2 && made.bsmArgs[1] instanceof Handle handle && made.bsmArgs[2] instanceof Type as
                && takes(handle.getOwner(), handle.getName(), handle.getDesc())) {
            var arguments = as.getArgumentTypes();
            handed(arguments.length > 0 ? arguments[0] : Type.getObjectType(ANY), method, place);
        }
    }

    private static Frame<BasicValue>[] frames(ClassNode owner, MethodNode method) {
        try {
            return new Analyzer<>(new SimpleVerifier()).analyzeAndComputeMaxs(owner.name, method);
        } catch (AnalyzerException e) {
            throw new IllegalStateException(owner.name + "." + method.name, e);
        }
    }
}
