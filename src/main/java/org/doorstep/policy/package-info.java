/** May they: post, purpose, stage and scope in, forms, lease and caps out; pure. */
@NullMarked
package org.doorstep.policy;

import org.jspecify.annotations.NullMarked;
