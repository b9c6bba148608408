package org.doorstep.vault;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

import org.doorstep.crypto.Algorithm;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How personal fields are sealed. */
@ConfigMapping(prefix = "doorstep.vault")
public interface VaultConfig {

    /**
     * The file that holds the root key; made at the first start with mode 0600. Never in the database, the repository
     * or a backup that holds the database: whoever has both reads everything. Lost, nothing can be read any more.
     */
    Path rootKeyFile();

    /**
     * Root keys that only unwrap: the next one before a change, the last one after it (docs/operations.md, Keys). A node
     * that starts wraps all keys anew under the one of {@link #rootKeyFile}.
     */
    Optional<List<Path>> otherRootKeyFiles();

    /** What new records are sealed with; records sealed before keep theirs. SM4 where national algorithms are due. */
    @WithDefault("SM4_GCM")
    Algorithm algorithm();
}
