package org.larmor.jssl.run;

import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.larmor.jssl.data.Augmentation;
import org.larmor.jssl.data.DataException;
import org.larmor.jssl.data.Draws;
import org.larmor.jssl.data.KspaceSlice;
import org.larmor.jssl.data.OpenFiles;
import org.larmor.jssl.data.Preparation;
import org.larmor.jssl.data.SliceOpener;
import org.larmor.jssl.data.SliceRef;
import org.larmor.jssl.sampling.ColumnMask;
import org.larmor.jssl.sampling.ColumnWeights;
import org.larmor.jssl.sampling.Split;
import org.larmor.jssl.sampling.SplitDraw;
import org.larmor.jssl.sampling.Splitting;
import org.larmor.jssl.simulated.Resimulation;
import org.larmor.jssl.step.Batch;
import org.larmor.nn.CoilMapping;
import org.larmor.nn.PhysicsCache;
import org.larmor.recon.op.CentreCrop;

/**
 * The samples of each iteration, a function of seed and iteration alone, so that a resumed training sees what an
 * uninterrupted one would. All samples of an iteration come from one set, drawn in proportion to its slices,
 * self-supervised sets counting twice. The next iteration's slices are read while this one is computed.
 */
public final class SampleSource implements AutoCloseable {
    private static final int MEASURED_ONE_IN = 8;

    private final NDManager manager;
    private final List<TrainingSet> sets;
    private final SampleSettings settings;
    private final PhysicsCache physics;
    private final Augmentation augmentation;
    private final Resimulation resimulation;
    private final ExecutorService reader = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("slice-reader").factory());
    private final OpenFiles files;
    private final SliceOpener opener;
    private final Optional<ColumnWeights> weights;
    private long ahead = -1;
    private Future<List<KspaceSlice>> next;

    /**
     * How samples are drawn.
     *
     * @param perIteration samples of each iteration
     * @param splitting of self-supervised samples
     * @param holdBack whether a third part of the targets' k-space is left out
     * @param mapping how the first coil maps are made
     * @param augmentation of fully sampled slices
     */
    public record SampleSettings(
            long seed,
            int perIteration,
            SplitDraw splitting,
            boolean holdBack,
            CoilMapping mapping,
            AugmentationKind augmentation) {}

    /** @param other empty where the slice is taken as measured */
    private record Choice(TrainingSet set, SliceRef slice, Optional<SliceRef> other, SplittableRandom random) {}

    public SampleSource(NDManager parent, List<TrainingSet> sets, SampleSettings settings) {
        this(parent, sets, settings, SliceOpener.FILES);
    }

    SampleSource(NDManager parent, List<TrainingSet> sets, SampleSettings settings, SliceOpener opener) {
        this.opener = opener;
        files = new OpenFiles(opener);
        manager = parent.newSubManager();
        this.sets = List.copyOf(sets);
        this.settings = settings;
        physics = new PhysicsCache(manager);
        augmentation = new Augmentation(physics);
        // the reader's thread has constants of its own
        resimulation = new Resimulation(new PhysicsCache(manager));
        weights = settings.splitting().splitting() == Splitting.COLUMNS ? Optional.of(weights()) : Optional.empty();
    }

    private ColumnWeights weights() {
        List<ColumnMask> masks = new ArrayList<>();
        for (TrainingSet set : sets) {
            for (SliceRef ref : set.selfSupervised() ? set.slices() : List.<SliceRef>of()) {
                masks.add(mask(set, ref, files.read(ref), Draws.of(settings.seed(), -1, 0)));
            }
        }
        return ColumnWeights.of(masks);
    }

    /** What of a slice counts as acquired. */
    private ColumnMask mask(TrainingSet set, SliceRef ref, KspaceSlice slice, SplittableRandom random) {
        ColumnMask mask = set.subsampling().mask(ref, slice, random);
        return set.selfSupervised() && settings.holdBack() ? HeldBack.left(opener, ref, slice, mask) : mask;
    }

    /** The samples of an iteration; their arrays belong to {@code owner}. */
    public List<Batch> batches(NDManager owner, long iteration) {
        List<KspaceSlice> slices = iteration == ahead ? await(next) : read(choices(iteration));
        ahead = iteration + 1;
        List<Choice> following = choices(ahead);
        next = reader.submit(() -> read(following));
        List<Choice> chosen = choices(iteration);
        List<Batch> batches = new ArrayList<>();
        for (int i = 0; i < chosen.size(); i++) {
            batches.add(sample(owner, chosen.get(i), slices.get(i)));
        }
        return batches;
    }

    /** Whether an iteration's samples are self-supervised. */
    public boolean selfSupervised(long iteration) {
        return choices(iteration).getFirst().set().selfSupervised();
    }

    private List<Choice> choices(long iteration) {
        double total = sets.stream().mapToDouble(SampleSource::weight).sum();
        double at = Draws.of(settings.seed(), iteration, -1).nextDouble(total);
        TrainingSet set = sets.getLast();
        for (TrainingSet candidate : sets) {
            at -= weight(candidate);
            if (at < 0) {
                set = candidate;
                break;
            }
        }
        List<Choice> choices = new ArrayList<>();
        for (int i = 0; i < settings.perIteration(); i++) {
            SplittableRandom random = Draws.of(settings.seed(), iteration, i);
            SliceRef slice = set.slices().get(random.nextInt(set.slices().size()));
            choices.add(new Choice(set, slice, other(set, random), random));
        }
        return choices;
    }

    private Optional<SliceRef> other(TrainingSet set, SplittableRandom random) {
        boolean simulated = settings.augmentation() == AugmentationKind.RESIMULATED
                && !set.selfSupervised()
                && random.nextInt(MEASURED_ONE_IN) != 0;
        return simulated ? Optional.of(set.slices().get(random.nextInt(set.slices().size()))) : Optional.empty();
    }

    private static double weight(TrainingSet set) {
        return (set.selfSupervised() ? 2.0 : 1.0) * set.slices().size();
    }

    private Batch sample(NDManager owner, Choice choice, KspaceSlice read) {
        SplittableRandom random = choice.random();
        boolean selfSupervised = choice.set().selfSupervised();
        boolean turned = settings.augmentation() != AugmentationKind.NONE
                && !selfSupervised
                && choice.other().isEmpty();
        KspaceSlice slice = turned ? augmentation.apply(owner, read, random) : read;
        ColumnMask mask = mask(choice.set(), choice.slice(), slice, random);
        boolean[] omega = rows(mask.columns(), slice.height());
        Preparation preparation = new Preparation(
                owner,
                physics.of(slice.height(), slice.width()),
                slice.height(),
                slice.width(),
                settings.mapping());
        Preparation.Slice raw = new Preparation.Slice(
                slice.pairs(), omega, mask.acs(), Optional.empty(), Optional.ofNullable(slice.calibration()));
        CentreCrop crop = new CentreCrop(slice.imageHeight(), slice.imageWidth());
        if (!selfSupervised) {
            return preparation.supervised(raw, crop).batch();
        }
        Split split = settings.splitting().draw(omega, slice.height(), slice.width(), random);
        if (weights.isPresent() && split.isEmpty()) {
            throw new DataException(choice.slice().key() + " has no column outside its centre to be compared with");
        }
        Optional<float[]> columns = weights.map(w -> w.of(slice.width(), split.kept(mask)));
        return preparation.selfSupervised(raw, split, columns, crop).batch();
    }

    static boolean[] rows(boolean[] columns, int height) {
        boolean[] omega = new boolean[height * columns.length];
        for (int y = 0; y < height; y++) {
            System.arraycopy(columns, 0, omega, y * columns.length, columns.length);
        }
        return omega;
    }

    private List<KspaceSlice> read(List<Choice> choices) {
        List<KspaceSlice> slices = new ArrayList<>();
        for (Choice choice : choices) {
            KspaceSlice slice = read(choice.set(), choice.slice());
            slices.add(choice.other()
                    .map(other -> resimulation.apply(manager, slice, read(choice.set(), other), choice.random()))
                    .orElse(slice));
        }
        return slices;
    }

    private KspaceSlice read(TrainingSet set, SliceRef ref) {
        KspaceSlice slice = files.read(ref);
        if (!set.selfSupervised() && !slice.complete()) {
            throw new DataException(
                    ref.key() + " is not fully sampled, so there is nothing to learn from it under supervision");
        }
        return slice;
    }

    private static List<KspaceSlice> await(Future<List<KspaceSlice>> slices) {
        try {
            return slices.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new DataException("reading ahead", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DataException("interrupted while waiting for data", e);
        }
    }

    @Override
    public void close() {
        reader.close();
        files.close();
        manager.close();
    }
}
