/** What HR says about people's posts, and what ends with it. */
@NullMarked
package org.doorstep.offboarding;

import org.jspecify.annotations.NullMarked;
