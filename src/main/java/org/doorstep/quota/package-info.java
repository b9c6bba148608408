/** How often: limits spent in Redis, bounded without it. */
@NullMarked
package org.doorstep.quota;

import org.jspecify.annotations.NullMarked;
