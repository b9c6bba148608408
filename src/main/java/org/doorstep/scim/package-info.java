/**
 * SCIM 2.0 (RFC 7643, 7644): where identity systems push accounts. One more door to the one fence of
 * {@code offboarding}.
 */
@NullMarked
package org.doorstep.scim;

import org.jspecify.annotations.NullMarked;
