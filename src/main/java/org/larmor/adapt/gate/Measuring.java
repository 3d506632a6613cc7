package org.larmor.adapt.gate;

import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import org.jspecify.annotations.Nullable;
import org.larmor.adapt.samples.SampleException;
import org.larmor.adapt.samples.SampleStore;
import org.larmor.adapt.samples.ScanKeys;
import org.larmor.bus.KafkaConnection;
import org.larmor.bus.LogTable;
import org.larmor.bus.Topics;
import org.larmor.bus.record.GateOrder;
import org.larmor.bus.record.LedgerEntry;
import org.larmor.bus.record.ProxySlice;
import org.larmor.jssl.data.HiddenColumns;
import org.larmor.jssl.data.KspaceSlice;
import org.larmor.jssl.data.Sample;
import org.larmor.jssl.data.SliceRef;
import org.larmor.jssl.data.Subsampling;
import org.larmor.jssl.eval.Evaluator;
import org.larmor.jssl.eval.HiddenError;
import org.larmor.jssl.eval.Learned;
import org.larmor.jssl.eval.Score;
import org.larmor.jssl.eval.SubsampledSlice;
import org.larmor.jssl.sampling.Acceleration;
import org.larmor.jssl.sampling.ColumnMask;
import org.larmor.jssl.sampling.ColumnSampling;
import org.larmor.models.ModelFile;
import org.larmor.recon.engine.DeviceMemory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Measures the contenders on proxies and held-out samples, each on the same. Used by one thread. */
final class Measuring implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Measuring.class);

    /** The centre of the usual accelerations: 0.08 of the lines at 4×. */
    private static final double CENTRE = 0.32;

    private final Map<Party, ModelFile.Loaded> models;
    private final Figures figures;
    private final Evaluator evaluator;
    private final HiddenError hiddenError;

    Measuring(NDManager manager, DeviceMemory memory, Map<Party, ModelFile.Loaded> models, Figures figures) {
        this.models = models;
        this.figures = figures;
        this.evaluator = new Evaluator(manager, memory);
        this.hiddenError = new HiddenError(manager, memory);
    }

    /** @return whether all are measured */
    boolean proxies(KafkaConnection kafka, GateOrder order, ScanKeys keys, Criteria criteria, BooleanSupplier stop)
            throws IOException {
        Map<String, ProxySlice> there = LogTable.read(kafka, Topics.ADAPT_PROXIES).all();
        SampleStore store = new SampleStore(kafka, keys);
        boolean warm = false;
        int turn = 0;
        for (String id : order.proxies()) {
            ProxySlice proxy = there.get(id);
            Optional<Sample> sample = proxy == null ? Optional.empty() : read(id, () -> store.read(proxy));
            if (sample.isEmpty()) {
                continue;
            }
            for (int acceleration : criteria.accelerations()) {
                if (stop.getAsBoolean()) {
                    return false;
                }
                SubsampledSlice slice = subsampled(id, sample.get().slice(), acceleration);
                if (!warm) {
                    measure(slice, 0); // the first pass of a network takes longer than all others
                    warm = true;
                }
                if (!figures.has(id, acceleration)) {
                    ColumnMask mask = slice.mask();
                    figures.add(new ProxyFigure(
                            proxy.set(),
                            proxy.patient(),
                            id,
                            new Acquisition(acceleration, mask.acsLength(), sample.get().slice().coils()),
                            measure(slice, turn++),
                            keptBack(slice)));
                }
            }
        }
        return true;
    }

    /** A proxy as the gate subsamples it. */
    static SubsampledSlice subsampled(String id, KspaceSlice slice, int acceleration) {
        SliceRef ref = new SliceRef(Path.of(id.replace('/', '_')), 0);
        Subsampling subsampling = Subsampling.fixed(
                ColumnSampling.EQUISPACED, List.of(new Acceleration(acceleration, CENTRE / acceleration)), 0);
        return SubsampledSlice.of(ref, slice, acceleration + "x", subsampling);
    }

    /** Another contender begins each time, since the first one's slice is in no cache. */
    private List<Party> order(int turn) {
        List<Party> order = new ArrayList<>(models.keySet());
        Collections.rotate(order, turn);
        return order;
    }

    private Map<Party, ProxyFigure.Quality> measure(SubsampledSlice slice, int turn) throws IOException {
        List<Party> order = order(turn);
        List<Learned> methods = order.stream()
                .map(contender -> new Learned(
                        contender.name(),
                        models.get(contender).reconstruction(),
                        models.get(contender).card().config().maps()))
                .toList();
        List<Score> scores = evaluator.evaluate(methods, slice, Evaluator.Sink.NONE);
        Map<Party, ProxyFigure.Quality> by = new EnumMap<>(Party.class);
        for (int i = 0; i < order.size(); i++) {
            Score score = scores.get(i);
            boolean finite = Double.isFinite(score.psnr()) && Double.isFinite(score.ssim());
            by.put(order.get(i), finite ? new ProxyFigure.Quality(score.psnr(), score.ssim(), score.nmse(), score.seconds()) : null);
        }
        return by;
    }

    /** How the challenger tells columns of a subsampled slice that are kept from it; null where that cannot be said. */
    private @Nullable Double keptBack(SubsampledSlice slice) {
        KspaceSlice acquired = slice.slice().only(slice.mask().columns());
        Optional<boolean[]> columns = HiddenColumns.draw(acquired, slice.ref().key().hashCode());
        if (columns.isEmpty()) {
            return null;
        }
        ModelFile.Loaded challenger = models.get(Party.CHALLENGER);
        return hiddenError
                .of(challenger.reconstruction(), challenger.card().config().maps(), new Sample(acquired, columns.get()))
                .filter(error -> error > 0 && Double.isFinite(error))
                .map(Math::log)
                .orElse(null);
    }

    /** @return whether all are measured */
    boolean hidden(KafkaConnection kafka, GateOrder order, ScanKeys keys, BooleanSupplier stop) throws IOException {
        Map<String, LedgerEntry> ledger = LogTable.read(kafka, Topics.ADAPT_LEDGER).all();
        SampleStore store = new SampleStore(kafka, keys);
        int turn = 0;
        for (String id : order.samples()) {
            if (stop.getAsBoolean()) {
                return false;
            }
            LedgerEntry entry = ledger.get(id);
            // never what was learned from, whoever has ordered it
            if (figures.has(id) || entry == null || entry.gone() || !entry.heldOut()) {
                continue;
            }
            Optional<Sample> sample = read(id, () -> store.read(entry.sample()));
            if (sample.isPresent()) {
                hidden(entry, sample.get(), turn++);
            }
        }
        return true;
    }

    private void hidden(LedgerEntry entry, Sample sample, int turn) throws IOException {
        Map<Party, HiddenFigure.Told> by = new EnumMap<>(Party.class);
        for (Party contender : order(turn)) {
            ModelFile.Loaded model = models.get(contender);
            long start = System.nanoTime();
            Optional<Double> error =
                    hiddenError.of(model.reconstruction(), model.card().config().maps(), sample);
            double seconds = (System.nanoTime() - start) / 1e9;
            if (error.isEmpty()) {
                return; // it holds no signal, whoever looks
            }
            by.put(
                    contender,
                    error.filter(Double::isFinite)
                            .map(finite -> new HiddenFigure.Told(Math.log(finite), seconds))
                            .orElse(null));
        }
        KspaceSlice slice = sample.slice();
        int centre = Math.max(1, ColumnMask.acquired(slice.acquired()).acsLength());
        figures.add(new HiddenFigure(
                entry.sample().order().teaching().subject(),
                entry.sample().id(),
                new Acquisition(entry.sample().shape().acceleration(), centre, slice.coils()),
                by));
    }

    @FunctionalInterface
    private interface Reading {
        Optional<Sample> read() throws IOException;
    }

    /** What cannot be read is left out: it was forgotten, or has made room. */
    private static Optional<Sample> read(String id, Reading reading) throws IOException {
        try {
            return reading.read();
        } catch (SampleException e) {
            LOG.warn("{} is left out: {}", id, e.getMessage());
            return Optional.empty();
        }
    }

    /** @param learned the subjects that the challenger has learned from */
    Measurements measurements(Set<String> learned) {
        return new Measurements(
                models.containsKey(Party.BASELINE),
                figures.proxies(),
                figures.hidden(),
                Costs.of(ratios(), (double) parameters(Party.CHALLENGER) / parameters(Party.CHAMPION)),
                (int) figures.hidden().stream().map(HiddenFigure::unit).distinct().filter(learned::contains).count());
    }

    private long parameters(Party contender) {
        return models.get(contender).parameters().count();
    }

    /** Of the times that challenger and champion took for the same. */
    private double[] ratios() {
        return DoubleStream.concat(
                        figures.proxies().stream().mapToDouble(figure -> ratio(figure.by(), ProxyFigure.Quality::seconds)),
                        figures.hidden().stream().mapToDouble(figure -> ratio(figure.by(), HiddenFigure.Told::seconds)))
                .filter(Double::isFinite)
                .toArray();
    }

    private static <T> double ratio(Map<Party, T> by, ToDoubleFunction<T> seconds) {
        T challenger = by.get(Party.CHALLENGER);
        T champion = by.get(Party.CHAMPION);
        return challenger == null || champion == null
                ? Double.NaN
                : seconds.applyAsDouble(challenger) / seconds.applyAsDouble(champion);
    }

    @Override
    public void close() {
        hiddenError.close();
        evaluator.close();
    }
}
