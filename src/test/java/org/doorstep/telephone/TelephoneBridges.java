package org.doorstep.telephone;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Alternative;

/** {@link ScriptedBridges} in the place of the service's own, for the tests whose profile says so. */
@Alternative
@ApplicationScoped
public class TelephoneBridges extends ScriptedBridges {
}
