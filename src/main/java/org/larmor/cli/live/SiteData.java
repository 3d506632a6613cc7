package org.larmor.cli.live;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.larmor.jssl.data.DataException;
import org.larmor.jssl.data.KspaceSlice;
import org.larmor.jssl.data.MaskFile;
import org.larmor.jssl.data.OpenFiles;
import org.larmor.jssl.data.SliceRef;
import org.larmor.jssl.data.SliceSelection;
import org.larmor.jssl.data.Subsampling;
import org.larmor.jssl.sampling.Acceleration;
import org.larmor.jssl.sampling.ColumnMask;
import org.larmor.jssl.sampling.ColumnSampling;
import org.larmor.sim.LowFieldSite;

/**
 * All scans of a site.
 *
 * @param rounds who streams before each run
 * @param afterwards who streams after the last, for its trial
 * @param evaluation each scan a unit
 * @param brains each slice a unit
 */
record SiteData(
        List<LiveSite.Proxy> proxies,
        List<LiveScan> heldOut,
        List<List<LiveScan>> rounds,
        List<LiveScan> afterwards,
        List<LiveScan> evaluation,
        List<LiveScan> brains) {
    /** Of a simulated site's patients, these numbers begin where no other's end. */
    private static final int FIRST_PROXY = 2000;

    private static final int FIRST_EVALUATED = 3000;

    /**
     * Reads them.
     *
     * @param root of the files; null where there are none, which is enough for a simulated site without brains
     */
    static SiteData of(LivePlan plan, LivePlan.Site site, @Nullable Path root) throws IOException {
        if (site.measured() == null && root == null) {
            return simulated(Objects.requireNonNull(site.simulated()), List.of());
        }
        if (root == null) {
            throw new DataException("site " + site.name() + " is made of files; --data-root says where they are");
        }
        try (OpenFiles files = new OpenFiles()) {
            Subsampling usual = fixed(plan.brainAcceleration(), site.maskSeed());
            List<LiveScan> brains = refs(root, plan.brains()).stream()
                    .map(ref -> of(ref.key(), ref.key(), List.of(slice(files, ref, usual))))
                    .toList();
            return site.measured() == null
                    ? simulated(Objects.requireNonNull(site.simulated()), brains)
                    : measured(site.maskSeed(), site.measured(), root, files, brains);
        }
    }

    /** Refuses to tell by what was learned from: a slice by whatever name. */
    private static void requireApart(SiteData site, List<SliceRef> proxies) {
        Set<SliceRef> learned = new HashSet<>(proxies);
        site.rounds().forEach(round -> round.forEach(scan -> scan.slices().forEach(slice -> learned.add(slice.ref()))));
        for (LiveScan scan : site.evaluation()) {
            for (LiveScan.Slice slice : scan.slices()) {
                if (learned.contains(slice.ref())) {
                    throw new DataException("the plan learns from " + slice.ref().key() + ", which it evaluates on");
                }
            }
        }
    }

    private static SiteData measured(
            long maskSeed, LivePlan.Measured measured, Path root, OpenFiles files, List<LiveScan> brains) {
        Subsampling masks = Optional.ofNullable(measured.masks())
                .map(listed -> MaskFile.subsampling(root.resolve(listed.file()), listed.rate()))
                .orElseGet(() -> fixed(measured.acceleration(), maskSeed));
        SiteData site = new SiteData(
                Stream.concat(
                                proxies(root, files, measured.proxies(), false),
                                proxies(root, files, measured.measuredBy(), true))
                        .toList(),
                scans(root, files, measured.heldOut(), masks),
                measured.rounds().stream().map(round -> scans(root, files, round, masks)).toList(),
                List.of(),
                scans(root, files, measured.evaluation(), masks),
                brains);
        requireApart(
                site, measured.proxies().stream().flatMap(patient -> refs(root, patient.scans()).stream()).toList());
        return site;
    }

    private static Subsampling fixed(String acceleration, long seed) {
        return Subsampling.fixed(ColumnSampling.EQUISPACED, List.of(Acceleration.parse(acceleration)), seed);
    }

    private static Stream<LiveSite.Proxy> proxies(
            Path root, OpenFiles files, List<LivePlan.Patient> patients, boolean validation) {
        return patients.stream()
                .flatMap(patient -> refs(root, patient.scans()).stream()
                        .map(ref -> new LiveSite.Proxy(files.read(ref), patient.patient(), validation)));
    }

    private static List<LiveScan> scans(
            Path root, OpenFiles files, List<LivePlan.Patient> patients, Subsampling masks) {
        List<LiveScan> scans = new ArrayList<>();
        for (LivePlan.Patient patient : patients) {
            for (String scan : patient.scans()) {
                scans.add(of(
                        scan,
                        patient.patient(),
                        refs(root, List.of(scan)).stream()
                                .map(ref -> slice(files, ref, masks))
                                .toList()));
            }
        }
        return scans;
    }

    private static LiveScan of(String name, String patient, List<LiveScan.Slice> slices) {
        return new LiveScan(name, patient, () -> slices);
    }

    private static List<SliceRef> refs(Path root, List<String> names) {
        return SliceSelection.of(names.stream().map(name -> root + "/" + name).toList());
    }

    private static LiveScan.Slice slice(OpenFiles files, SliceRef ref, Subsampling masks) {
        KspaceSlice slice = files.read(ref);
        return new LiveScan.Slice(ref, slice, slice, masks.mask(ref, slice, new SplittableRandom(0)));
    }

    private static SiteData simulated(LivePlan.Simulated site, List<LiveScan> brains) {
        int streamed = site.heldOut() + site.rounds() * site.patients();
        return new SiteData(
                IntStream.range(0, site.proxies() + site.measuredBy())
                        .boxed()
                        .flatMap(number -> IntStream.range(0, LowFieldSite.SLICES)
                                .mapToObj(slice -> new LiveSite.Proxy(
                                        kspace(LowFieldSite.proxy(FIRST_PROXY + number, slice)),
                                        LowFieldSite.patient(FIRST_PROXY + number),
                                        number >= site.proxies())))
                        .toList(),
                patients(0, site.heldOut()),
                IntStream.range(0, site.rounds())
                        .mapToObj(round -> patients(site.heldOut() + round * site.patients(), site.patients()))
                        .toList(),
                patients(streamed, site.patients() - 1), // too few to trigger a run
                patients(FIRST_EVALUATED, site.evaluation()),
                brains);
    }

    private static List<LiveScan> patients(int first, int count) {
        return IntStream.range(first, first + count)
                .mapToObj(number -> new LiveScan(
                        "patient " + number,
                        LowFieldSite.patient(number),
                        () -> IntStream.range(0, LowFieldSite.SLICES)
                                .mapToObj(slice -> new LiveScan.Slice(
                                        new SliceRef(Path.of("low-field-" + number), slice),
                                        kspace(LowFieldSite.proxy(number, slice)),
                                        kspace(LowFieldSite.truth(number, slice)),
                                        ColumnMask.acquired(LowFieldSite.acquired(number))))
                                .toList()))
                .toList();
    }

    private static KspaceSlice kspace(LowFieldSite.Proxy slice) {
        return new KspaceSlice(slice.pairs(), 1, slice.side(), slice.side(), slice.side(), slice.side());
    }
}
