package org.doorstep.policy;

/** The class of a field: how closely it points at a person (GB/T 37964-2019; Personal Information Protection Law 28). */
public enum Sensitivity {
    DIRECT, QUASI, SENSITIVE, OPERATIONAL
}
