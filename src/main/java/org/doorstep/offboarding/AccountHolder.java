package org.doorstep.offboarding;

import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.WebApplicationException;

import org.doorstep.problem.Problem;
import org.doorstep.problem.ProblemException;
import org.doorstep.problem.ProblemType;
import org.eclipse.microprofile.rest.client.inject.RestClient;

import io.smallrye.mutiny.Uni;

/** Whose account it is, by Keycloak's own id of it. */
@ApplicationScoped
public class AccountHolder {

    private final KeycloakAdmin keycloak;

    AccountHolder(@RestClient KeycloakAdmin keycloak) {
        this.keycloak = keycloak;
    }

    /**
     * The staff number; empty if there is no such account, or it bears none.
     *
     * @throws ProblemException if Keycloak does not answer
     */
    public Uni<Optional<String>> staffId(String account) {
        return keycloak.user(account)
                .map(user -> Optional.of(user.at("/attributes/staff_id/0").asText()).filter(id -> !id.isBlank()))
                .onFailure(AccountHolder::isNotFound).recoverWithItem(Optional.<String>empty())
                .onFailure().transform(_ -> new ProblemException(Problem.of(ProblemType.SERVICE_UNAVAILABLE)));
    }

    private static boolean isNotFound(Throwable failure) {
        return failure instanceof WebApplicationException answered && answered.getResponse().getStatus() == 404;
    }
}
