package org.doorstep.problem;

/**
 * Every problem that Doorstep answers with: its stable address, its status, what it means and what the reader can do.
 * Nothing here depends on anybody's data. An address never changes its meaning; a new meaning is a new constant.
 */
public enum ProblemType {
    MALFORMED_JSON(400, "The body is not the JSON expected",
            "Send one JSON object with the members that the API description names, and no others."),
    INVALID_REQUEST(400, "The request is malformed", "Correct what \"violations\" names and send it again."),
    INVALID_WAYBILL(400, "This is not a waybill number",
            "A waybill number has 10 to 24 capital letters and digits. Scan the label again."),
    INVALID_DEVICE(400, "The device is missing or malformed",
            "Send the app's installation id in the header Doorstep-Device: 8 to 64 letters, digits, dots, dashes."),
    UNKNOWN_PURPOSE(400, "Unknown purpose", "Name one of the purposes listed in \"purposes\"."),
    REASON_REQUIRED(400, "This purpose needs a reason", "Say in \"reason\", in 4 to 200 characters, why you need it."),
    WEBHOOK_HEADERS(400, "The delivery lacks a header of Standard Webhooks",
            "Send webhook-id (letters, digits, _ - :), webhook-timestamp (seconds) and webhook-signature."),
    WEBHOOK_TIMESTAMP(400, "The delivery is too old or from the future",
            "Sign every attempt anew with the present time, and check the sender's clock. Nothing was changed."),
    WEBHOOK_SIGNATURE(401, "The delivery is not signed by a key of HR's",
            "Sign id, timestamp and the body as sent, with a key that Doorstep knows. Nothing was changed."),
    WRONG_SCHEMA(400, "The body is not a SCIM message of this kind",
            "Name its schema in schemas, and what RFC 7644 has at this address in its form. Nothing was changed."),
    INVALID_FILTER(400, "The filter is none of those answered",
            "Filter by userName, externalId or id, with eq and a text in quotes."),
    INVALID_PATH(400, "The path names no attribute of an account",
            "Use attributes that /scim/v2/Schemas lists. Nothing was changed."),
    NO_TARGET(400, "The path matches no value of the account",
            "Read the account and name a value that it has. Nothing was changed."),
    INVALID_ATTRIBUTE(400, "An attribute's value cannot be taken over",
            "userName is a staff number, roles are posts, department is an outlet code. Nothing was changed."),
    IMMUTABLE_ATTRIBUTE(400, "This attribute cannot be changed",
            "id and userName are the staff number. Create an account for another number. Nothing was changed."),
    UNAUTHENTICATED(401, "The access token is missing, expired or not for this service",
            "Sign in again and send the new token in the header Authorization."),
    INVALID_PROOF(401, "The proof of the token's key is missing, or not of this request",
            "Sign a new proof (DPoP, RFC 9449) for each request with the token's key; \"fault\" says what was wrong."),
    BOUND_TOKEN_REQUIRED(401, "Only tokens that are bound to a key are taken here",
            "Ask the realm for a token that is bound to your key or certificate, and send it in the scheme DPoP."),
    TOKEN_OF_ANOTHER_CERTIFICATE(401, "The token is bound to another certificate than the connection's",
            "Connect with the certificate that the token was asked for with."),
    SESSION_ENDED(401, "This session was ended",
            "Sign in again: the session that the token is from was ended for safety."),
    STEP_UP_REQUIRED(401, "Please prove again who you are",
            "This purpose asks for a sign-in within the last minutes: sign in again, then repeat the request."),
    UNKNOWN_CALLER(403, "The token names neither a person nor a machine of this company",
            "Ask the administrator to give the account its staff number, or the client its feed role, not both."),
    NOT_A_PERSON(403, "Only people may do this", "Sign in as a member of staff; machines use the intake addresses."),
    FEED_NOT_ALLOWED(403, "This account may not feed this", "Ask the administrator for the feed role of this address."),
    CONFLICTING_POSTS(403, "This account holds posts that exclude each other",
            "Nobody may hold two of system admin, security admin and auditor, nor audit what they read. Tell HR."),
    POST_NOT_ALLOWED(403, "Your post does not include this", "If your work needs it, ask the security admin."),
    NO_STANDING(403, "Your access has ended or has not begun", "HR does not list you as active in this post. Ask HR."),
    ACCESS_HELD(403, "Access is held back for safety",
            "The security admin holds back this person, outlet, device or app. Ask the security admin."),
    OWN_HOLD(403, "This hold concerns yourself",
            "Two others release it: nobody turns a key for their own number, device, outlet or app."),
    PURPOSE_NOT_ALLOWED(403, "Your post does not include this purpose",
            "Choose a purpose of your post. If your work needs another one, ask the security admin."),
    PARCEL_NOT_AVAILABLE(403, "No parcel of this number is open to you now",
            "Check the number. If the parcel is yours, ask dispatch to assign it, or give the ticket it belongs to."),
    STAGE_NOT_ALLOWED(403, "Not at this stage", "At its present stage the parcel shows nothing for this purpose."),
    BRIDGE_NOT_ALLOWED(403, "No calls for this purpose at this stage",
            "Your post may not call anybody here. If your work needs it, ask the security admin."),
    NOT_ON_THIS_BRIDGE(403, "The caller is no side of a bridge over this number",
            "Call from the phone that is registered with HR, over the number that the app shows now."),
    APPROVAL_NEEDED(403, "This needs a second person's approval",
            "Ask for approval of exactly this operation; nothing was shown."),
    OWN_AUDIT(403, "Nobody signs off the report on themselves", "Ask another auditor to sign this one off."),
    OWN_REQUEST(403, "Nobody approves what they asked for themselves",
            "Ask another person, who is security admin, to approve it."),
    CARRIER_SIGNATURE(403, "The request is not signed by the telephone carrier",
            "Sign the address as the carrier was given it, and the body as sent. Nothing was connected or changed."),
    CERTIFICATE_REQUIRED(403, "This address is closed without a client certificate",
            "Connect with the certificate that the operator gave this system. Nothing of the request was read."),
    NOT_FOUND(404, "There is nothing at this address", "See the API description for the addresses there are."),
    UNKNOWN_PARCEL(404, "No parcel of this number was handed in", "Hand in the parcel first."),
    UNKNOWN_ENTRY(404, "The log has no such entry", "Entry numbers are listed by the access log."),
    NOT_IN_THE_LOG(404, "The proved log has nothing at this place",
            "An entry is sealed within seconds of its commit: ask again. /log/checkpoint says how large the log is."),
    NO_SUCH_PERSON(404, "Nobody of this staff number is known",
            "Check the number: HR never named it, and the log has nothing of it."),
    UNKNOWN_EXPORT(404, "There is no export of this id", "The list of exports names them."),
    UNKNOWN_KEY_CHANGE(404, "There is no change of keys of this id", "GET /v1/keys names those that were asked for."),
    UNKNOWN_ROSTER(404, "There is no list of this id", "The answer to a list names its id."),
    UNKNOWN_OFFBOARDING(404, "There is no offboarding of this id", "The receipt of a change names its offboarding."),
    NO_LEAVER_AUDIT(404, "There is no leaver's audit of this id",
            "It is made within moments of a change that ends access; the offboarding tells how far its step AUDIT is."),
    UNKNOWN_ACCOUNT(404, "There is no account of this id", "The person was never named, or has left. Create it."),
    UNKNOWN_HOLD(404, "There is no hold of this number", "The list of holds names them."),
    NO_TRANSMITTER(404, "Nobody's signals are taken here", "The operator sets doorstep.signals first."),
    UNKNOWN_BRIDGE(404, "There is no such bridge of yours", "Ask for a new number; each lives for some minutes."),
    UNKNOWN_BRIDGE_NUMBER(404, "The number is none of the pool", "Numbers are loaded by the system administrator."),
    NO_TELEPHONE(404, "No calls are connected here", "The operator sets doorstep.bridge.provider first."),
    METHOD_NOT_ALLOWED(405, "This address does not take this method", "See the API description."),
    NOT_ACCEPTABLE(406, "The answer cannot be given in the form asked for", "Accept application/json."),
    STAGE_CONFLICT(409, "The parcel cannot move to this stage from where it is",
            "Ask for the stages in \"next\", or look up what moved it in the meantime."),
    WAYBILL_CONFLICT(409, "The waybill number is taken by another record",
            "The record differs from the one handed in before under this number. Use a new number."),
    ROSTER_OUTDATED(409, "A newer list was handed in before",
            "Lists count as of when HR wrote them; \"newest\" says when the last one was. Nothing was changed."),
    ROSTER_TOO_SHORT(409, "This list would end the access of more people than is allowed at once",
            "Check that it is whole. If it is, say in \"mostEnded\" how many may lose access. Nothing was changed."),
    ALREADY_SIGNED_OFF(409, "This report is signed off",
            "The report tells who signed it, and when. Nothing was changed."),
    EXPORT_SETTLED(409, "This export is approved already, was taken, or has expired",
            "An export is approved once and taken once, in time and by whoever asked. Ask for a new one."),
    KEY_CHANGE_SETTLED(409, "This change of keys is done already, or has expired",
            "A change is approved once and in time. Ask for a new one."),
    KEY_CHANGE_UNDER_WAY(409, "The last change of these keys is not over",
            "GET /v1/keys tells how far it is. Wait for its end, then ask again; nothing was changed."),
    KEY_IN_USE(409, "This key is needed, or there is none of this version",
            "A key is destroyed when nothing is left under it: GET /v1/keys tells. Nothing was changed."),
    ACCOUNT_EXISTS(409, "There is an account of this userName",
            "Look it up by userName and change it. Nothing was changed."),
    ALREADY_HELD(409, "This is held back already",
            "Nothing was changed: \"hold\" is the number of the hold that is open."),
    HOLD_RELEASED(409, "This hold is released already", "Place a new hold if it is needed again."),
    NO_REGISTERED_PHONE(409, "No phone is registered for you",
            "Only a registered phone can call in: ask HR to register yours, then try again."),
    PARTY_NOT_CALLABLE(409, "There is no number by which this side can be called",
            "The record came in with a number that is masked or incomplete. Ask customer service."),
    SECOND_KEY_NEEDED(409, "The second key must be somebody else's",
            "You turned the first key. Another security admin must turn the second one in time."),
    ACCOUNT_CHANGED(412, "The account is not in the version that If-Match names",
            "Read the account and decide again. Nothing was changed."),
    BRIDGE_ENDED(410, "The bridge has ended", "Open the parcel and ask for a new number."),
    BODY_TOO_LARGE(413, "The body is too large",
            "A request takes 64 KiB, a leaked list 8 MiB, HR's full list 64 MiB; parcels in number go to the batch "
                    + "address."),
    LIST_TOO_LONG(413, "The list names too many",
            "Send at most as many lines as \"most\" says: a part of a leaked list tells the same. Nothing was kept."),
    UNSUPPORTED_MEDIA_TYPE(415, "The body has the wrong media type", "See the API description for the type."),
    INVALID_RECORD(422, "The record breaks a rule", "Correct what \"violations\" names and send it again."),
    IDEMPOTENCY_KEY_REUSED(422, "This Idempotency-Key came with another record before",
            "Use a new key for a new record; the same key only for the very same one."),
    UNKNOWN_STAFF(422, "Nobody of this staff number is active", "HR must name the person first."),
    UNKNOWN_WAYBILLS(422, "Some of the parcels were never handed in, or are finished",
            "Take the numbers in \"waybills\" out, or hand them in first. Nothing was changed."),
    ROSTER_NAMES_TWICE(422, "The list names people twice", "Name everybody in \"staff\" once. Nothing was changed."),
    LIST_TOO_SHORT(422, "The list names too few that can be read",
            "Name in \"kind\" what the list names, one a line, and send at least \"fewest\". Nothing was kept."),
    UNKNOWN_EVENT_TYPE(422, "There is no event of this type", "Send one of those in \"types\". Nothing was changed."),
    UNKNOWN_PERSON(422, "HR never named this person",
            "Send the event that says they joined first, then this one again. Nothing was changed."),
    EFFECTIVE_IN_FUTURE(422, "The event takes effect in the future",
            "Send it when it takes effect, and check the sender's clock. Nothing was changed."),
    SEQUENCE_REQUIRED(422, "The event has no sequence number",
            "Events are ordered by HR's own number here: give it in \"data.sequence\". Nothing was changed."),
    EVENT_ID_REUSED(422, "This id came with another event before",
            "Every event has an id of its own; only the very same event is sent again under it. Nothing was changed."),
    NUMBER_OF_A_PERSON(422, "Some of the numbers are somebody's own",
            "A virtual number is nobody's: take those at \"places\" out of the list. Nothing was changed."),
    INVALID_POSTS(422, "These posts cannot be given", "Nobody may hold posts that exclude each other."),
    HOLD_ON_YOURSELF(422, "This hold would lock you out yourself",
            "It names your own number, outlet, or the device or app you use now. Ask another security admin."),
    LIMIT_REACHED(429, "The limit is used up", "Wait as long as Retry-After says, or ask the outlet manager."),
    CALLS_USED_UP(429, "The calls for this parcel are used up",
            "Your post may begin no more calls for this parcel. Ask the outlet manager."),
    INTERNAL_ERROR(500, "Something went wrong in the service", "Nothing was shown. Give \"trace\" to support."),
    SERVICE_UNAVAILABLE(503, "A part of the service is not available",
            "Nothing was shown or changed. Try again in a moment."),
    NO_NUMBER_FREE(503, "No virtual number is free",
            "All numbers of your outlet are in use or resting. Try again in a few minutes; tell the operator."),
    TELEPHONE_UNAVAILABLE(503, "The telephone side does not answer", "Nothing was connected. Try again in a moment."),
    LIMITS_UNAVAILABLE(503, "Limits cannot be checked now",
            "The reserve for this time is used up, so nothing is shown. Try again in a moment.");

    private final int status;
    private final String title;
    private final String remedy;

    ProblemType(int status, String title, String remedy) {
        this.status = status;
        this.title = title;
        this.remedy = remedy;
    }

    /** HTTP status code. */
    public int status() {
        return status;
    }

    /** What it means, in one line. */
    public String title() {
        return title;
    }

    /** What the reader can do. */
    public String remedy() {
        return remedy;
    }

    /** The last segment of the type's address, as access entries keep it. */
    public String slug() {
        return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }

    /** The type's address: a reference relative to the service, which answers there with its description. */
    public String uri() {
        return "/problems/" + slug();
    }
}
