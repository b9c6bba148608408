/** What holds when a part is killed, halted or refuses: the promises, asked of the packaged service. */
@NullMarked
package org.doorstep.faults;

import org.jspecify.annotations.NullMarked;
