package org.larmor.gateway;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetSocket;
import java.io.ByteArrayOutputStream;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.larmor.mrd.wire.AcquisitionHeader;
import org.larmor.mrd.wire.MrdDecoder;
import org.larmor.mrd.wire.MrdLimits;
import org.larmor.mrd.wire.MrdMessage;
import org.larmor.mrd.wire.MrdProtocolException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class OutboxTest {
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final List<Promise<byte[]>> fetches = new ArrayList<>();
    private final List<String> sent = new ArrayList<>();
    private boolean hopeless;

    private final Outbox outbox = new Outbox(
            socket(),
            new Outward(new ByteBudget(32 << 20), (millis, work) -> {}),
            piece -> {
                Promise<byte[]> promise = Promise.promise();
                fetches.add(promise);
                return promise.future();
            },
            () -> {},
            () -> hopeless = true);

    @Test
    void anImageThatIsLostIsAnsweredByATextInItsPlaceAndWhatFollowsStillGoes() throws Exception {
        byte[] second = image(2);
        outbox.image(List.of(new Piece(0, 100, null)), () -> sent.add("first"));
        outbox.image(List.of(outbox.keep(1, second)), () -> sent.add("second"));
        outbox.message(org.larmor.mrd.wire.MrdEncoder.bytes(new MrdMessage.Close()));
        assertThat(written.size()).isZero();
        fetches.getFirst().fail("offset 0 is gone");
        assertThat(sent).containsExactly("second");
        List<MrdMessage> got = messages();
        assertThat(got).hasSize(3);
        assertThat(got.getFirst()).isInstanceOfSatisfying(MrdMessage.Text.class, text ->
                assertThat(text.text()).startsWith("ERR an image can no longer be read").contains("offset 0 is gone"));
        assertThat(got.get(1)).isEqualTo(new MrdMessage.Text("image 2"));
        assertThat(got.getLast()).isInstanceOf(MrdMessage.Close.class);
        assertThat(hopeless).isFalse();
    }

    @Test
    void halfAnImageCannotBeFollowedByAText() {
        outbox.image(List.of(new Piece(0, 3, new byte[3]), new Piece(1, 3, null)), () -> sent.add("first"));
        assertThat(written.size()).isEqualTo(3);
        fetches.getFirst().fail("offset 1 is gone");
        assertThat(hopeless).isTrue();
        assertThat(sent).isEmpty();
    }

    /** What lies in sockets cannot be taken back, so scanners that do not read fill only a part of the room with it. */
    @Test
    void scannersThatDoNotReadKeepNobodyElsesImages() {
        for (int silent : List.of(20, 150, 510)) {
            ByteBudget budget = new ByteBudget(32 << 20);
            Outward all = new Outward(budget, (millis, work) -> waiting.add(work));
            for (int i = 0; i < silent; i++) {
                Outbox stuck = outbox(all, socketThatTakesNothing());
                for (int image = 0; image < 8; image++) {
                    stuck.image(List.of(stuck.keep(image, new byte[1 << 20])), () -> {});
                }
            }
            written.reset();
            sent.clear();
            fetches.clear();
            waiting.clear();
            Outbox reader = outbox(all, socket());
            reader.image(List.of(new Piece(0, 1 << 20, null)), () -> sent.add("image"));
            // those that stand still make room after a second
            await(silent + " silent scanners").atMost(Duration.ofMinutes(1)).until(() -> {
                List<Runnable> now = List.copyOf(waiting);
                waiting.clear();
                now.forEach(Runnable::run);
                return !fetches.isEmpty();
            });
            fetches.getFirst().complete(new byte[1 << 20]);
            assertThat(written.size()).isEqualTo(1 << 20);
            assertThat(budget.held(ByteBudget.Use.SOCKETS)).isLessThan(7 << 20);
            assertThat(sent).containsExactly("image");
        }
    }

    private final List<Runnable> waiting = new ArrayList<>();

    private Outbox outbox(Outward all, NetSocket socket) {
        return new Outbox(
                socket,
                all,
                piece -> {
                    Promise<byte[]> promise = Promise.promise();
                    fetches.add(promise);
                    return promise.future();
                },
                () -> {},
                () -> hopeless = true);
    }

    private static NetSocket socketThatTakesNothing() {
        return (NetSocket) Proxy.newProxyInstance(
                OutboxTest.class.getClassLoader(), new Class<?>[] {NetSocket.class}, (proxy, method, arguments) ->
                        switch (method.getName()) {
                            case "write" -> Promise.<Void>promise().future();
                            case "writeQueueFull" -> false;
                            default -> proxy;
                        });
    }

    /** Any whole message does for one. */
    private static byte[] image(int number) {
        return org.larmor.mrd.wire.MrdEncoder.bytes(new MrdMessage.Text("image " + number));
    }

    private List<MrdMessage> messages() throws MrdProtocolException {
        List<MrdMessage> messages = new ArrayList<>();
        new MrdDecoder(MrdLimits.DEFAULT, new MrdDecoder.Sink() {
                    @Override
                    public ByteBuffer place(AcquisitionHeader header, int length) {
                        throw new AssertionError();
                    }

                    @Override
                    public void acquisition(AcquisitionHeader header, int length) {
                        throw new AssertionError();
                    }

                    @Override
                    public void message(MrdMessage message) {
                        messages.add(message);
                    }
                })
                .feed(ByteBuffer.wrap(written.toByteArray()));
        return messages;
    }

    /** Takes whatever is written at once. */
    private NetSocket socket() {
        return (NetSocket) Proxy.newProxyInstance(
                OutboxTest.class.getClassLoader(), new Class<?>[] {NetSocket.class}, (proxy, method, arguments) ->
                        switch (method.getName()) {
                            case "write" -> {
                                written.writeBytes(((Buffer) arguments[0]).getBytes());
                                yield Future.succeededFuture();
                            }
                            case "writeQueueFull" -> false;
                            default -> proxy;
                        });
    }
}
