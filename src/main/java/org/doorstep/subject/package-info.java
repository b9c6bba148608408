/** What a recipient may know of how their own data was used, with proof. */
@NullMarked
package org.doorstep.subject;

import org.jspecify.annotations.NullMarked;
