/** The bare transaction: the walk's SQL without the walk, for the reactive client and for pgbench. */
@NullMarked
package org.doorstep.load.bare;

import org.jspecify.annotations.NullMarked;
