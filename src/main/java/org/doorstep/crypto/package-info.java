/** Keys and sealed bytes: root → KEK → DEK, blind index, signatures. */
@NullMarked
package org.doorstep.crypto;

import org.jspecify.annotations.NullMarked;
