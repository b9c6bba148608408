/** Every answer and change: appended before it is given. */
@NullMarked
package org.doorstep.accesslog;

import org.jspecify.annotations.NullMarked;
