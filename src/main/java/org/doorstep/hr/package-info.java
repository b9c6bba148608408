/** What HR's systems say, and whether they still say anything. */
@NullMarked
package org.doorstep.hr;

import org.jspecify.annotations.NullMarked;
