/** The real PostgreSQL, Redis and Keycloak that development, the demonstration and the tests run on. */
@NullMarked
package org.doorstep.stack;

import org.jspecify.annotations.NullMarked;
