package dev.leme.apiserver.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leme.api.json.Json;
import dev.leme.api.json.JsonObject;
import dev.leme.api.object.ApiObject;
import dev.leme.api.resource.Resources;
import dev.leme.api.status.ApiException;
import dev.leme.apiserver.pipeline.RequestContext;
import dev.leme.apiserver.pipeline.RequestPipeline;
import dev.leme.base.time.ManualClock;
import dev.leme.base.x509.CertificateAuthority;
import dev.leme.base.x509.CertificateTemplate;
import dev.leme.base.x509.DistinguishedName;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class AuthenticationTest {

    private static final Instant NOW = Instant.parse("2026-05-01T10:00:00Z");

    private final ManualClock clock = new ManualClock(NOW);
    private final CertificateAuthority authority = CertificateAuthority.selfSigned("ca", Duration.ofDays(100), NOW);
    private final X509Authenticator certificates = new X509Authenticator(List.of(authority.certificate()), clock);
    private final KnownObjects objects = new KnownObjects();
    private final KeyPair keys = CertificateAuthority.newKeys();
    private final ServiceAccountTokens tokens = new ServiceAccountTokens(keys, objects, clock);
    private final TokenRequests requests = new TokenRequests(tokens, objects, clock);

    @BeforeEach
    void account() {
        objects.put(
                Resources.SERVICE_ACCOUNTS,
                "{'kind':'ServiceAccount','metadata':{'name':'web','namespace':'shop','uid':'sa-1'}}");
        objects.put(Resources.NODES, "{'kind':'Node','metadata':{'name':'n1','uid':'node-1'}}");
        objects.put(
                Resources.PODS,
                "{'kind':'Pod','metadata':{'name':'web-0','namespace':'shop','uid':'pod-1'},"
                        + "'spec':{'serviceAccountName':'web','nodeName':'n1'}}");
    }

    private X509Certificate certificate(CertificateAuthority issuer, DistinguishedName name) {
        return issuer.issue(CertificateTemplate.client(name, Duration.ofDays(1)), clock.now())
                .certificate();
    }

    private static AskedExchange request() {
        return new AskedExchange("GET", "/api");
    }

    @Test
    void certificate_ofTheCluster_isItsUser() {
        X509Certificate certificate = certificate(authority, DistinguishedName.of("ann", "ops", "dev"));
        User user = certificates.authenticate(request().with(certificate).with(authority.certificate()));

        assertNotNull(user);
        assertEquals("ann", user.name());
        assertEquals(List.of("ops", "dev", "system:authenticated"), user.groups());
        assertTrue(user.extra().toString().contains("X509SHA256="));
    }

    @Test
    void certificate_thatDoesNotHold_isRefused() {
        CertificateAuthority stranger = CertificateAuthority.selfSigned("ca", Duration.ofDays(100), NOW);
        X509Certificate server = authority
                .issue(
                        CertificateTemplate.server(
                                DistinguishedName.of("x"), List.of("x"), List.of(), Duration.ofDays(1)),
                        NOW)
                .certificate();
        X509Certificate good = certificate(authority, DistinguishedName.of("ann"));
        assertNotNull(certificates.authenticate(request().with(good)));

        assertRefused(request().with(certificate(stranger, DistinguishedName.of("ann", "system:masters"))));
        assertRefused(request().with(server));
        clock.advance(Duration.ofDays(2));
        assertRefused(request().with(good));
    }

    private void assertRefused(AskedExchange request) {
        ApiException refused = assertThrows(ApiException.class, () -> certificates.authenticate(request));
        assertEquals(401, refused.code());
        assertEquals("Unauthorized", refused.getMessage());
    }

    private ApiObject request(String spec) {
        return requests.answer("shop", "web", KnownObjects.object("{'spec':{" + spec + "}}"));
    }

    private static String token(ApiObject answer) {
        return answer.status().string("token");
    }

    private User authenticated(String token) {
        User user = tokens.authenticate(request().with("Authorization", "Bearer " + token));
        assertNotNull(user);
        return user;
    }

    @Test
    void token_requested_isTheAccountAndSaysWhatUpstreamSays() {
        ApiObject answer = request("");
        User user = authenticated(token(answer));

        assertEquals("system:serviceaccount:shop:web", user.name());
        assertEquals("sa-1", user.uid());
        assertEquals(
                List.of("system:serviceaccounts", "system:serviceaccounts:shop", "system:authenticated"),
                user.groups());
        assertEquals(3600, answer.spec().number("expirationSeconds", 0));
        assertEquals("2026-05-01T11:00:00Z", answer.status().string("expirationTimestamp"));
        JsonObject payload = payload(token(answer));
        assertEquals(List.of("aud", "exp", "iat", "iss", "jti", "kubernetes.io", "nbf", "sub"), payload.names());
        assertEquals("https://kubernetes.default.svc.cluster.local", payload.string("iss"));
        assertEquals(
                "[\"https://kubernetes.default.svc.cluster.local\"]",
                payload.array("aud").toString());
    }

    private static JsonObject payload(String token) {
        return Json.parseObject(Base64.getUrlDecoder().decode(token.split("\\.", -1)[1]));
    }

    @Test
    void token_ofAPod_carriesPodAndNodeAndEndsWithThePod() {
        String token = token(
                request(
                        "'expirationSeconds':3607,'boundObjectRef':{'apiVersion':'v1','kind':'Pod','name':'web-0','uid':'pod-1'}"));
        User user = authenticated(token);
        assertEquals(List.of("web-0"), user.extra().get("authentication.kubernetes.io/pod-name"));
        assertEquals(List.of("node-1"), user.extra().get("authentication.kubernetes.io/node-uid"));
        assertEquals(
                NOW.plusSeconds(3607).getEpochSecond(),
                payload(token).object("kubernetes.io").number("warnafter", 0));

        clock.advance(Duration.ofDays(300));
        AskedExchange late = request().with("Authorization", "Bearer " + token);
        assertNotNull(tokens.authenticate(late));
        assertEquals(1, late.answerHeaders.size());
        objects.put(Resources.PODS, "{'kind':'Pod','metadata':{'name':'web-0','namespace':'shop','uid':'pod-2'}}");
        assertThrows(ApiException.class, () -> authenticated(token));
    }

    @Test
    void token_ofAnAccountThatWasMadeAnew_isRefused() {
        String token = token(request(""));
        authenticated(token);
        objects.put(
                Resources.SERVICE_ACCOUNTS,
                "{'kind':'ServiceAccount','metadata':{'name':'web','namespace':'shop','uid':'sa-2'}}");

        assertThrows(ApiException.class, () -> authenticated(token));
    }

    @Test
    void token_ofAnAccountBeingDeleted_holdsForAMinuteMore() {
        String token = token(request(""));
        objects.put(
                Resources.SERVICE_ACCOUNTS,
                "{'kind':'ServiceAccount','metadata':{'name':'web','namespace':'shop','uid':'sa-1',"
                        + "'deletionTimestamp':'2026-05-01T10:00:00Z'}}");
        authenticated(token);
        clock.advance(Duration.ofSeconds(61));

        assertThrows(ApiException.class, () -> authenticated(token));
    }

    static Stream<String> damages() {
        return Stream.of("payload", "signature", "none", "garbage", "short", "otherKey", "otherAudience", "expired");
    }

    @ParameterizedTest
    @MethodSource("damages")
    void token_thatDoesNotHold_isRefused(String damage) {
        String[] parts = token(request("")).split("\\.", -1);
        String token = switch (damage) {
            case "payload" -> parts[0] + "." + encode("{\"iss\":\"x\"}") + "." + parts[2];
            case "signature" -> parts[0] + "." + parts[1] + "." + encode("nonsense");
            case "none" -> encode("{\"alg\":\"none\"}") + "." + parts[1] + ".";
            case "short" -> parts[0] + "." + parts[1];
            case "otherKey" ->
                token(new TokenRequests(
                                new ServiceAccountTokens(CertificateAuthority.newKeys(), objects, clock),
                                objects,
                                clock)
                        .answer("shop", "web", KnownObjects.object("{}")));
            case "otherAudience" -> token(request("'audiences':['vault']"));
            case "expired" -> {
                String good = String.join(".", parts);
                authenticated(good);
                clock.advance(Duration.ofSeconds(3601));
                yield good;
            }
            default -> "garbage";
        };
        ApiException refused = assertThrows(ApiException.class, () -> authenticated(token));
        assertEquals(401, refused.code());
    }

    private static String encode(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void token_signedWithRsa_holds() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        ServiceAccountTokens rsa = new ServiceAccountTokens(generator.generateKeyPair(), objects, clock);
        String token = token(new TokenRequests(rsa, objects, clock).answer("shop", "web", KnownObjects.object("{}")));

        assertNotNull(rsa.authenticate(request().with("Authorization", "bearer " + token)));
        assertTrue(new String(rsa.webKeys(), StandardCharsets.UTF_8).contains("\"alg\":\"RS256\""));
    }

    @Test
    void tokenRequest_thatMakesNoSense_isRefusedInUpstreamsWords() {
        assertEquals(
                "TokenRequest.authentication.k8s.io \"\" is invalid: spec.expirationSeconds: Invalid value: 10: "
                        + "may not specify a duration less than 10 minutes",
                message(() -> request("'expirationSeconds':10")));
        assertEquals(
                "cannot bind token to object of type apps/v1, Kind=Deployment",
                message(() -> request("'boundObjectRef':{'apiVersion':'apps/v1','kind':'Deployment','name':'x'}")));
        assertEquals(
                "pods \"gone\" not found",
                message(() -> request("'boundObjectRef':{'apiVersion':'v1','kind':'Pod','name':'gone'}")));
        assertEquals(
                "Operation cannot be fulfilled on Pod \"web-0\": the UID in the bound object reference (old) does not "
                        + "match the UID in record. The object might have been deleted and then recreated",
                message(() -> request("'boundObjectRef':{'apiVersion':'v1','kind':'Pod','name':'web-0','uid':'old'}")));
        assertEquals(
                "serviceaccounts \"none\" not found",
                message(() -> requests.answer("shop", "none", KnownObjects.object("{}"))));
    }

    private static String message(org.junit.jupiter.api.function.Executable action) {
        return String.valueOf(assertThrows(ApiException.class, action).getMessage());
    }

    @Test
    void webKeys_andConfiguration_nameTheKey() {
        JsonObject key =
                Json.parseObject(tokens.webKeys()).array("keys").objects().getFirst();
        JsonObject header = Json.parseObject(
                Base64.getUrlDecoder().decode(token(request("")).split("\\.", -1)[0]));

        assertEquals(header.string("kid"), key.string("kid"));
        assertEquals("ES256", key.string("alg"));
        assertEquals(32, Base64.getUrlDecoder().decode(key.string("x")).length);
        assertTrue(new String(tokens.openIdConfiguration("https://10.0.0.1:6443"), StandardCharsets.UTF_8)
                .contains("\"jwks_uri\":\"https://10.0.0.1:6443/openid/v1/jwks\""));
    }

    @Test
    void issuerDocuments_areServedAtTheirPaths() throws Exception {
        List<String> passed = new ArrayList<>();
        RequestPipeline pipeline = new RequestPipeline(List.of(
                new IssuerDocuments(tokens),
                (RequestContext context, dev.leme.apiserver.pipeline.Filter.Next next) ->
                        passed.add(context.info().path())));
        AskedExchange keys = new AskedExchange("GET", "/openid/v1/jwks");
        AskedExchange configuration = new AskedExchange("GET", "/.well-known/openid-configuration").with("Host", "h:1");
        pipeline.handle(keys);
        pipeline.handle(configuration);
        pipeline.handle(new AskedExchange("GET", "/openid"));

        assertEquals(200, keys.status);
        assertEquals(200, configuration.status);
        assertEquals(List.of("/openid"), passed);
    }

    @Test
    void tokenReview_saysWhoseItIs() {
        TokenReviews reviews = new TokenReviews(tokens);
        String token = token(request("'audiences':['vault','x']"));
        JsonObject known = reviews.answer(
                        KnownObjects.object("{'spec':{'token':'" + token + "','audiences':['vault']}}"))
                .status();
        JsonObject unknown = reviews.answer(KnownObjects.object("{'spec':{'token':'" + token + "'}}"))
                .status();

        assertTrue(known.bool("authenticated"));
        assertEquals("[\"vault\"]", known.array("audiences").toString());
        assertEquals("system:serviceaccount:shop:web", known.object("user").string("username"));
        assertEquals("invalid bearer token", unknown.string("error"));
    }

    private String through(AskedExchange exchange) throws Exception {
        List<String> names = new ArrayList<>();
        AuthenticationFilter filter = new AuthenticationFilter(List.of(tokens, certificates));
        new RequestPipeline(List.of(
                        filter,
                        (RequestContext context, dev.leme.apiserver.pipeline.Filter.Next next) ->
                                names.add(context.user().name())))
                .handle(exchange);
        return String.join(",", names);
    }

    @Test
    void filter_takesWhatHolds_refusesWhatDoesNot_andLetsNobodyBeAnonymous() throws Exception {
        X509Certificate certificate = certificate(authority, DistinguishedName.of("ann"));
        String token = token(request(""));

        assertEquals("system:anonymous", through(request()));
        assertEquals("ann", through(request().with(certificate)));
        assertEquals(
                "system:serviceaccount:shop:web",
                through(request().with(certificate).with("Authorization", "Bearer " + token)));
        assertEquals("ann", through(request().with(certificate).with("Authorization", "Bearer nonsense")));
        assertThrows(ApiException.class, () -> through(request().with("Authorization", "Bearer nonsense")));
        assertNull(tokens.authenticate(request().with("Authorization", "Basic YTpi")));
    }
}
