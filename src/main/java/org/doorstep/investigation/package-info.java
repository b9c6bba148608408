/** The questions an officer has of the log: who saw whom, and who leaked a list. */
@NullMarked
package org.doorstep.investigation;

import org.jspecify.annotations.NullMarked;
