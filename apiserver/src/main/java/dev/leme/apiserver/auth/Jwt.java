package dev.leme.apiserver.auth;

import dev.leme.api.json.Json;
import dev.leme.api.json.JsonException;
import dev.leme.api.json.JsonObject;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.Arrays;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** Signs and checks compact JSON web tokens (RFC 7519) with one key: ES256 on P-256, RS256 with RSA. */
final class Jwt {

    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();
    private static final int COORDINATE = 32;

    private final KeyPair keys;
    private final String algorithm;
    private final String keyId;
    private final String header;

    Jwt(KeyPair keys) {
        this.keys = keys;
        this.algorithm = keys.getPublic() instanceof RSAPublicKey ? "RS256" : "ES256";
        this.keyId = keyId(keys.getPublic());
        this.header = encode(Json.bytes(
                JsonObject.builder().put("alg", algorithm).put("kid", keyId).build()));
    }

    String algorithm() {
        return algorithm;
    }

    /** Upstream's name for a key: the SHA-256 of its encoding. */
    private static String keyId(PublicKey key) {
        try {
            return encode(MessageDigest.getInstance("SHA-256").digest(key.getEncoded()));
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException(missing);
        }
    }

    private static String encode(byte[] bytes) {
        return BASE64.encodeToString(bytes);
    }

    private Signature signature() throws GeneralSecurityException {
        return Signature.getInstance(algorithm.equals("RS256") ? "SHA256withRSA" : "SHA256withECDSAinP1363Format");
    }

    String sign(byte[] payload) {
        String body = header + "." + encode(payload);
        try {
            Signature signature = signature();
            signature.initSign(keys.getPrivate());
            signature.update(body.getBytes(StandardCharsets.US_ASCII));
            return body + "." + encode(signature.sign());
        } catch (GeneralSecurityException broken) {
            throw new IllegalStateException("cannot sign", broken);
        }
    }

    /** What the token says; null when it isn't a token of this key. */
    @Nullable JsonObject verify(String token) {
        String[] parts = token.split("\\.", -1);
        if (parts.length != 3) {
            return null;
        }
        try {
            JsonObject claimed = decode(parts[0]);
            if (!claimed.string("alg").equals(algorithm)) {
                return null;
            }
            Signature signature = signature();
            signature.initVerify(keys.getPublic());
            signature.update((parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII));
            return signature.verify(Base64.getUrlDecoder().decode(parts[2])) ? decode(parts[1]) : null;
        } catch (GeneralSecurityException | JsonException | IllegalArgumentException broken) {
            return null;
        }
    }

    private static JsonObject decode(String part) {
        return Json.parseObject(Base64.getUrlDecoder().decode(part));
    }

    /** The public key as a JSON web key (RFC 7517). */
    JsonObject webKey() {
        JsonObject.Builder key = JsonObject.builder().put("use", "sig");
        if (keys.getPublic() instanceof ECPublicKey elliptic) {
            key.put("kty", "EC")
                    .put("kid", keyId)
                    .put("crv", "P-256")
                    .put("alg", algorithm)
                    .put("x", encode(unsigned(elliptic.getW().getAffineX(), COORDINATE)))
                    .put("y", encode(unsigned(elliptic.getW().getAffineY(), COORDINATE)));
        } else if (keys.getPublic() instanceof RSAPublicKey rsa) {
            key.put("kty", "RSA")
                    .put("kid", keyId)
                    .put("alg", algorithm)
                    .put("n", encode(unsigned(rsa.getModulus(), 0)))
                    .put("e", encode(unsigned(rsa.getPublicExponent(), 0)));
        }
        return key.build();
    }

    private static byte[] unsigned(BigInteger number, int atLeast) {
        byte[] bytes = number.toByteArray();
        int from = bytes.length > 1 && bytes[0] == 0 ? 1 : 0;
        int length = Math.max(atLeast, bytes.length - from);
        byte[] padded = new byte[length];
        System.arraycopy(bytes, from, padded, length - (bytes.length - from), bytes.length - from);
        return Arrays.copyOf(padded, length);
    }
}
