/** A witness: cosigns checkpoints of logs that only ever grew (c2sp.org/tlog-witness). A program of its own. */
@NullMarked
package org.doorstep.witness;

import org.jspecify.annotations.NullMarked;
