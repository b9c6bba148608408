/** One simulation a walk through a started Doorstep, beside its baseline; what they ask for comes from files. */
@NullMarked
package org.doorstep.walks;

import org.jspecify.annotations.NullMarked;
