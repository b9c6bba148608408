package org.doorstep.witness;

import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

import org.doorstep.verifier.Checkpoint;
import org.doorstep.verifier.LogKeys;
import org.doorstep.verifier.Note;
import org.doorstep.verifier.Proofs;
import org.doorstep.verifier.VerifierKey;
import org.jspecify.annotations.Nullable;

/** One log that the witness follows. Looking at the latest checkpoint and replacing it is one step for all threads. */
final class WitnessedLog {

    private final List<VerifierKey> trusted;
    private final LogKeys keys;
    private final StateFile state;
    private final WitnessKey key;
    private final Clock clock;

    WitnessedLog(List<VerifierKey> trusted, StateFile state, WitnessKey key, Clock clock) {
        this.trusted = List.copyOf(trusted);
        this.keys = new LogKeys(trusted);
        this.state = state;
        this.key = key;
        this.clock = clock;
    }

    /** The cosigned checkpoint; null if there is none. */
    synchronized @Nullable Checkpoint latest() throws IOException {
        return state.latest();
    }

    Answer add(Submission submission) throws IOException {
        var checkpoint = submission.checkpoint();
        var objection = keys.objection(checkpoint);
        if (objection.isPresent()) {
            return new Answer.NotSigned(objection.get());
        }
        if (submission.old() > checkpoint.size()) {
            return new Answer.Malformed("the old size is larger than the checkpoint's");
        }
        return addSigned(submission);
    }

    private synchronized Answer addSigned(Submission submission) throws IOException {
        var checkpoint = submission.checkpoint();
        var latest = state.latest();
        long size = latest == null ? 0 : latest.size();
        if (submission.old() != size) {
            return new Answer.Conflict(size);
        }
        if (checkpoint.size() == 0 && !checkpoint.root().equals(Proofs.emptyRoot())) {
            return new Answer.Inconsistent("an empty tree has another root");
        }
        var root = latest == null ? Proofs.emptyRoot() : latest.root();
        if (!Proofs.consistent(size, checkpoint.size(), submission.proof(), root, checkpoint.root())) {
            return new Answer.Inconsistent("the proof does not lead from the cosigned checkpoint to this one");
        }
        var line = key.cosign(checkpoint.note(), clock.instant());
        state.write(cosigned(checkpoint.note(), line));
        return new Answer.Cosigned(line);
    }

    /** The note with the log's own signatures and the cosignature; others' lines were not verified and stay out. */
    private Note cosigned(Note note, Note.SignatureLine cosignature) {
        var lines = new ArrayList<>(note.signatures().stream().filter(line -> trusted.stream().anyMatch(one -> one.made(
                line))).toList());
        lines.add(cosignature);
        return new Note(note.text(), lines);
    }
}
