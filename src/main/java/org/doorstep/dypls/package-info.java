/** Calls over Alibaba Cloud's Dypls (号码隐私保护), which connects by itself what was bound, and reports. */
@NullMarked
package org.doorstep.dypls;

import org.jspecify.annotations.NullMarked;
