package org.larmor.bus;

import java.util.Collection;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.larmor.bus.record.AccessRole;
import org.larmor.bus.record.Micros;
import org.larmor.bus.record.TokenRecord;

/** The tokens in {@code ops.tokens}, for who may write there: that is the broker's to decide. */
public final class TokenBook {
    private static final long WITHIN_SECONDS = 30;
    private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{N}][\\p{L}\\p{N} ._@'-]{0,63}");
    /** A name like this would be taken for an id. */
    private static final Pattern LIKE_AN_ID = Pattern.compile("[0-9a-f]{12}");

    private TokenBook() {}

    /** All that were ever made, revoked ones too. */
    public static Collection<TokenRecord> read(KafkaConnection kafka) {
        return LogTable.read(kafka, Topics.TOKENS).all().values();
    }

    /**
     * Makes a token. Its secret is nowhere but in what is returned.
     *
     * @throws BusException where the name is none, or somebody has it
     */
    public static AccessToken create(KafkaConnection kafka, String name, AccessRole role) {
        if (!NAME.matcher(name).matches() || LIKE_AN_ID.matcher(name).matches()) {
            throw new BusException("'" + name + "' is no name for a token: 64 letters, digits, spaces and ._@'- at most, "
                    + "of which a letter or a digit is the first; and nothing that looks like an id");
        }
        if (read(kafka).stream().anyMatch(token -> token.inForce() && token.name().equals(name))) {
            throw new BusException("there is a token " + name + "; `larmor tokens revoke` ends it");
        }
        AccessToken token = AccessToken.make();
        write(kafka, List.of(new TokenRecord(token.id(), name, role, token.hash(), Micros.now(), 0)));
        return token;
    }

    /**
     * Ends a token's force.
     *
     * @return as it is from now on; more than one only where two were made with one name at the same time
     * @throws BusException where there is none in force
     */
    public static List<TokenRecord> revoke(KafkaConnection kafka, String nameOrId) {
        List<TokenRecord> revoked = read(kafka).stream()
                .filter(token -> token.id().equals(nameOrId) || token.name().equals(nameOrId))
                .filter(TokenRecord::inForce)
                .map(token -> token.revoked(Micros.now()))
                .toList();
        if (revoked.isEmpty()) {
            throw new BusException("there is no token " + nameOrId + " in force");
        }
        write(kafka, revoked);
        return revoked;
    }

    private static void write(KafkaConnection kafka, List<TokenRecord> tokens) {
        try (Producer<String, TokenRecord> producer = kafka.producer(
                ClientSettings.eventProducer(),
                Topics.TOKENS.key().serializer(),
                Topics.TOKENS.value().serializer())) {
            for (TokenRecord token : tokens) {
                producer.send(new ProducerRecord<>(Topics.TOKENS.name(), token.id(), token))
                        .get(WITHIN_SECONDS, TimeUnit.SECONDS);
            }
        } catch (ExecutionException | TimeoutException e) {
            throw new BusException("Kafka at " + kafka + " did not take the token", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BusException("interrupted", e);
        }
    }
}
