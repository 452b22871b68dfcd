package dev.leme.store.encryption;

import dev.leme.store.Bytes;
import dev.leme.store.StoreException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.KDF;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.HKDFParameterSpec;

/**
 * Seals values with AES-256-GCM, each under a key of its own that HKDF derives from the file's key and a random salt, so that
 * no number of writes wears a key out. The store's key is authenticated too: a value that somebody moved to another key does
 * not open.
 *
 * <p>A sealed value is {@code leme:aesgcm:v1:NAME:}, 16 bytes of salt, 12 of nonce, and the ciphertext with its tag.
 */
final class ValueSeal {

    private static final byte[] PREFIX = "leme:aesgcm:v1:".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] PURPOSE = "leme value at rest".getBytes(StandardCharsets.US_ASCII);
    private static final int SALT = 16;
    private static final int NONCE = 12;
    private static final int TAG_BITS = 128;
    private static final int KEY_BYTES = 32;

    private final EncryptionKeys keys;
    private final SecureRandom random = new SecureRandom();

    ValueSeal(EncryptionKeys keys) {
        this.keys = keys;
    }

    Bytes seal(String at, Bytes plain) {
        EncryptionKeys.Key key = keys.newest();
        byte[] head = head(key);
        byte[] fresh = new byte[SALT + NONCE];
        random.nextBytes(fresh);
        try {
            Cipher cipher = cipher(Cipher.ENCRYPT_MODE, key, fresh, at);
            ByteBuffer sealed = ByteBuffer.allocate(head.length + fresh.length + cipher.getOutputSize(plain.length()));
            sealed.put(head).put(fresh);
            cipher.doFinal(ByteBuffer.wrap(plain.array()), sealed);
            return Bytes.wrap(sealed.array());
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("the JDK has no AES-GCM or HKDF", missing);
        }
    }

    /** The value behind the seal; one that was never sealed as it is. Throws {@link StoreException} where no key opens it. */
    Bytes open(String at, Bytes stored) {
        if (!isSealed(stored)) {
            return stored;
        }
        byte[] all = stored.array();
        int end = endOfName(all);
        String name = new String(all, PREFIX.length, end - PREFIX.length, StandardCharsets.US_ASCII);
        EncryptionKeys.Key key = keys.find(name);
        if (key == null) {
            throw new StoreException("the value of " + at + " is sealed with the key " + name + ", which is not known");
        }
        int begin = end + 1;
        int content = begin + SALT + NONCE;
        try {
            Cipher cipher = cipher(Cipher.DECRYPT_MODE, key, Arrays.copyOfRange(all, begin, content), at);
            return Bytes.wrap(cipher.doFinal(all, content, all.length - content));
        } catch (GeneralSecurityException | IllegalArgumentException damaged) {
            throw new StoreException("the value of " + at + " does not open with the key " + name, damaged);
        }
    }

    /** Whether it would be sealed in the same way today. */
    boolean isCurrent(Bytes stored) {
        byte[] head = head(keys.newest());
        byte[] all = stored.array();
        return all.length > head.length && Arrays.equals(all, 0, head.length, head, 0, head.length);
    }

    private static boolean isSealed(Bytes stored) {
        byte[] all = stored.array();
        return all.length > PREFIX.length && Arrays.equals(all, 0, PREFIX.length, PREFIX, 0, PREFIX.length);
    }

    private static byte[] head(EncryptionKeys.Key key) {
        return (new String(PREFIX, StandardCharsets.US_ASCII) + key.name() + ":").getBytes(StandardCharsets.US_ASCII);
    }

    private static int endOfName(byte[] sealed) {
        int at = PREFIX.length;
        while (at < sealed.length && sealed[at] != ':') {
            at++;
        }
        return at;
    }

    private static Cipher cipher(int mode, EncryptionKeys.Key key, byte[] saltAndNonce, String at)
            throws GeneralSecurityException {
        HKDFParameterSpec derivation = HKDFParameterSpec.ofExtract()
                .addIKM(key.secret())
                .addSalt(Arrays.copyOf(saltAndNonce, SALT))
                .thenExpand(PURPOSE, KEY_BYTES);
        SecretKey own = KDF.getInstance("HKDF-SHA256").deriveKey("AES", derivation);
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, own, new GCMParameterSpec(TAG_BITS, saltAndNonce, SALT, NONCE));
        cipher.updateAAD(at.getBytes(StandardCharsets.UTF_8));
        return cipher;
    }
}
