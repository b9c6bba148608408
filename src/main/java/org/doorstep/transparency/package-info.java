/** The access log proves itself: sealed into a Merkle tree, signed, cosigned, and open to any checker. */
@NullMarked
package org.doorstep.transparency;

import org.jspecify.annotations.NullMarked;
