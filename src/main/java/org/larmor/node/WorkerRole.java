package org.larmor.node;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.larmor.adapt.registry.ModelRegistry;
import org.larmor.adapt.samples.HiddenGauge;
import org.larmor.adapt.samples.HiddenScorer;
import org.larmor.adapt.samples.SampleMaker;
import org.larmor.adapt.samples.SampleRecorder;
import org.larmor.adapt.samples.SampleScorer;
import org.larmor.adapt.samples.ScanKeys;
import org.larmor.adapt.samples.ScoredScans;
import org.larmor.adapt.watch.ModelComparer;
import org.larmor.bus.SiteKey;
import org.larmor.infer.LearnedReconstructor;
import org.larmor.models.LoadedModels;
import org.larmor.mrd.header.HeaderException;
import org.larmor.recon.classic.ClassicalReconstructor;
import org.larmor.recon.kspace.ReconException;
import org.larmor.scan.Recipe;
import org.larmor.scan.ScanFacts;
import org.larmor.worker.QualityGauge;
import org.larmor.worker.Worker;
import org.larmor.worker.WorkerMemory;
import org.larmor.worker.WorkerSettings;

/** Reconstructs frames: one worker for each pool of jobs, which share the processor's cores. */
final class WorkerRole implements Role {
    @Override
    public String name() {
        return "worker";
    }

    @Override
    public void check(NodeConfig config) {
        OwnDevice.check(config);
    }

    @Override
    public void start(NodeContext context) throws IOException {
        int parallel = context.config().workers();
        ModelRegistry registry = context.models();
        LoadedModels models = context.own(new LoadedModels(registry, OwnDevice.of(context)));
        Semaphore computing = new Semaphore(parallel, true);
        WorkerMemory memory = new WorkerMemory(context.config().workerMemory());
        context.handOver(memory.handOver());
        WorkerSettings batches = WorkerSettings.learned(context.kafka(), parallel);
        ScanKeys keys = new ScanKeys(context.config().sampleKeys());
        SiteKey site = context.siteKey();
        ScoredScans scored = new ScoredScans();
        Supplier<SampleRecorder> takers =
                () -> new SampleRecorder(context.kafka(), site, keys, new SampleScorer(models, scored));
        Worker classic = context.own(new Worker(
                WorkerSettings.classic(context.kafka(), parallel),
                ClassicalReconstructor::new,
                takers,
                () -> QualityGauge.NONE,
                context.telemetry(),
                computing,
                memory));
        Worker learned = context.own(new Worker(
                batches,
                () -> new LearnedReconstructor(models, batches.batch()),
                takers,
                () -> new HiddenGauge(new SampleMaker(site), new HiddenScorer(models)),
                context.telemetry(),
                computing,
                memory));
        Worker shadow = context.own(Worker.shadow(
                WorkerSettings.shadow(context.kafka()),
                () -> new ModelComparer(context.kafka(), site, registry, new HiddenScorer(models)),
                context.telemetry(),
                computing,
                memory));
        context.warm(() -> warm(registry, classic, learned));
        context.health(
                name(),
                () -> classic.ready() && learned.ready(),
                () -> classic.alive() && learned.alive() && shadow.alive());
    }

    /** A frame through each recipe, and through each model that serves. */
    private static Map<String, CompletableFuture<Void>> warm(ModelRegistry registry, Worker classic, Worker learned) {
        WarmScan scan = new WarmScan();
        Map<String, CompletableFuture<Void>> parts = new LinkedHashMap<>();
        for (Recipe recipe : Recipe.values()) {
            if (recipe.learned()) {
                registry.champions()
                        .forEach(model -> parts.put(recipe.label() + " by " + model.version(), warm(learned, scan, recipe, model)));
            } else if (recipe.makesImages()) {
                parts.put(recipe.label(), warm(classic, scan, recipe, null));
            }
        }
        return parts;
    }

    private static CompletableFuture<Void> warm(
            Worker worker, WarmScan scan, Recipe recipe, ScanFacts.@Nullable Model model) {
        try {
            return worker.warm(scan.frame(recipe, model));
        } catch (IOException | HeaderException | ReconException e) {
            return CompletableFuture.failedFuture(e);
        }
    }
}
