/** Changes of keys while everything goes on: who asked and who approved, and the move of what the old ones hold. */
@NullMarked
package org.doorstep.rotation;

import org.jspecify.annotations.NullMarked;
