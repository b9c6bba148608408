/** What the tests of the carriers share: bridges by script, and what a request to a door needs. */
@NullMarked
package org.doorstep.telephone;

import org.jspecify.annotations.NullMarked;
