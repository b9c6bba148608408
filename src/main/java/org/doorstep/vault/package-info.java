/** The sealed personal fields; the only source of clear ones. */
@NullMarked
package org.doorstep.vault;

import org.jspecify.annotations.NullMarked;
