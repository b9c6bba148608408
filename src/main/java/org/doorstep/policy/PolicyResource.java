package org.doorstep.policy;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

import org.doorstep.identity.Post;
import org.doorstep.masking.Form;
import org.doorstep.parcel.Stage;
import org.doorstep.problem.Problem;
import org.doorstep.problem.ProblemException;
import org.doorstep.problem.ProblemType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

import io.quarkus.security.Authenticated;

/** The policy that holds now, for whoever asks why: entries name its version and the rule that decided. */
@Path("/v1/policy")
@Authenticated
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Policy")
public class PolicyResource {

    private final Policy policy;

    PolicyResource(Policy policy) {
        this.policy = policy;
    }

    /** The policy by its rules' names. */
    public record Overview(String version, List<String> purposes, List<String> rules) {
    }

    /** A rule in words of the policy file. */
    public record RuleView(String version, String id, List<Post> posts, String purpose, List<Stage> stages, Scope scope,
            Map<String, Form> fields, String lease, String cap, boolean reasonRequired, boolean secondPerson,
            @Nullable BridgeView bridge, String legalBasis, String pia, String owner, List<String> articles) {

        static RuleView of(String version, Rule rule) {
            var fields = rule.fields().entrySet().stream().collect(Collectors.toMap(entry -> entry.getKey().path(),
                    Map.Entry::getValue, (one, _) -> one, TreeMap::new));
            return new RuleView(version, rule.id(), rule.posts().stream().sorted().toList(), rule.purpose(),
                    rule.stages().stream().sorted().toList(), rule.scope(), fields, rule.lease().toString(),
                    rule.cap().toString(), rule.reasonRequired(), rule.secondPerson(),
                    rule.bridge().map(BridgeView::of).orElse(null), rule.legalBasis(), rule.pia(),
                    rule.owner(), rule.articles());
        }
    }

    /** How far a rule lets a person call. */
    public record BridgeView(BridgeTerms.Party party, int calls, String longest, String life, String cap) {
        static BridgeView of(BridgeTerms terms) {
            return new BridgeView(terms.party(), terms.calls(), terms.longest().toString(), terms.life().toString(),
                    terms.cap().toString());
        }
    }

    @GET
    @Operation(summary = "The policy's version, purposes and rules")
    @APIResponse(responseCode = "200", description = "The policy that holds now")
    public Overview overview() {
        return new Overview(policy.version(), policy.purposes().stream().sorted().toList(),
                policy.rules().stream().map(Rule::id).toList());
    }

    @GET
    @Path("rules/{id}")
    @Operation(summary = "One rule: who may see what, why, and who answers for it")
    @APIResponse(responseCode = "200", description = "The rule")
    public RuleView rule(@Parameter(example = "courier-delivers") String id) {
        return policy.rule(id).map(rule -> RuleView.of(policy.version(), rule))
                .orElseThrow(() -> new ProblemException(Problem.of(ProblemType.NOT_FOUND)));
    }
}
