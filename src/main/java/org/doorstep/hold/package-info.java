/** What the security admin holds back: people, devices, outlets, clients. Two turn it loose again. */
@NullMarked
package org.doorstep.hold;

import org.jspecify.annotations.NullMarked;
