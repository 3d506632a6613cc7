package org.larmor.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.larmor.infer.LearnedReconstructor;
import org.larmor.models.LoadedModels;
import org.larmor.models.ModelException;
import org.larmor.models.ModelLibrary;
import org.larmor.mrd.header.HeaderException;
import org.larmor.mrd.header.MrdHeader;
import org.larmor.recon.Reconstructor;
import org.larmor.recon.RecordedScan;
import org.larmor.recon.engine.DeviceMemory;
import org.larmor.recon.kspace.ReconException;
import org.larmor.scan.RecipeRequest;
import org.larmor.scan.ScanFacts;
import org.larmor.sim.ScanArchive;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code larmor reconstruct}: a raw-data file to images without any server. */
@Command(
        name = "reconstruct",
        description = "Reconstruct an ISMRMRD raw-data file here and now, as a server's workers would.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  larmor reconstruct scan.h5 --recipe sense --out images",
            "  larmor reconstruct scan.h5 --recipe jssl --out images",
            "  larmor reconstruct scan.h5 --recipe jssl --model models/knee-v1.json --out images",
            "",
            "Exit codes: 0 fine, 1 failed (as a whole or for some frames), 2 usage."
        })
final class ReconstructCommand implements Callable<Integer> {
    private static final int TOGETHER = 4;

    @Parameters(paramLabel = "FILE", description = "ISMRMRD raw data (HDF5).")
    private Path file;

    @Option(
            names = "--recipe",
            paramLabel = "NAME",
            defaultValue = "auto",
            description = "rss, simplefft, sense, jssl, or auto: rss for full data, jssl where the model's card says "
                    + "that it was measured for the like, else sense (${DEFAULT-VALUE}).")
    private String recipe;

    @Option(
            names = "--zerofill",
            description = "Give the zero-filled image where there is nothing to unfold with, instead of an error.")
    private boolean zeroFill;

    @Option(
            names = "--model",
            paramLabel = "NAME|FILE",
            description = "For jssl: a model's name or version, or its card; else the starter.")
    private @Nullable String model;

    @Mixin
    private ModelFolder folder;

    @Option(names = "--out", required = true, paramLabel = "DIR", description = "For images.mrd, PNGs and report.json.")
    private Path out;

    @Option(names = "--json", paramLabel = "FILE", description = "Write the table there too, as JSON.")
    private @Nullable Path json;

    @Mixin
    private DeviceOption device = new DeviceOption();

    @Spec
    private CommandSpec spec;

    /** What is to be done. */
    private record Plan(ScanFacts facts, ModelLibrary library) {
        Optional<String> version() {
            return facts.model().map(ScanFacts.Model::version);
        }
    }

    @Override
    public Integer call() throws IOException, HeaderException, ReconException {
        RecipeRequest asked = RecipeRequest.named(recipe)
                .filter(known -> known != RecipeRequest.NULL)
                .orElseThrow(() -> new ParameterException(spec.commandLine(), "no such recipe: " + recipe));
        RecordedScan scan = RecordedScan.read(file);
        Plan plan = plan(asked, scan);
        DeviceMemory memory = device.memory();
        OfflineRun run;
        try (LoadedModels models = new LoadedModels(plan.library(), () -> memory);
                Reconstructor reconstructor = new LearnedReconstructor(models, TOGETHER);
                ScanArchive archive = new ScanArchive(out)) {
            run = new OfflineRun(file.getFileName().toString(), scan, archive);
            run.all(reconstructor, TOGETHER, plan.facts());
            archive.finish(about(plan, run), run.texts());
        }
        return show(plan, run);
    }

    private Plan plan(RecipeRequest asked, RecordedScan scan) throws IOException {
        MrdHeader header = scan.context().header();
        ModelLibrary library;
        Optional<ModelLibrary.Entry> entry;
        if (model != null) {
            if (asked != RecipeRequest.JSSL) {
                throw new ParameterException(spec.commandLine(), "--model is for --recipe jssl");
            }
            ModelFolder.Found found = folder.find(model);
            library = found.library();
            entry = Optional.of(found.entry());
        } else {
            library = folder.library();
            entry = library.starter();
            if (asked == RecipeRequest.JSSL && entry.isEmpty()) {
                throw new ModelException("the program brings no model along; name one by --model");
            }
        }
        return new Plan(
                new ScanFacts(header.encodings(), asked, zeroFill, entry.map(ModelLibrary.Entry::facts), false), library);
    }

    private Map<String, Object> about(Plan plan, OfflineRun run) {
        Map<String, Object> about = new LinkedHashMap<>();
        about.put("file", file.toString());
        about.put("recipe", run.recipes());
        plan.version().ifPresent(version -> about.put("model", version));
        about.put("frames", run.frames());
        about.put("images", run.images());
        about.put("failed", run.failures());
        about.put("fallbacks", run.fallbacks());
        about.put("seconds", run.seconds());
        return about;
    }

    private int show(Plan plan, OfflineRun run) throws IOException {
        PrintWriter print = spec.commandLine().getOut();
        run.texts().forEach(print::println);
        Table table = new Table("recipe", "model", "frames", "images", "fallbacks", "failed", "s", "ms/image");
        table.row(
                run.recipes(),
                plan.version().orElse("-"),
                run.frames(),
                run.images(),
                run.fallbacks(),
                run.failures(),
                run.seconds(),
                run.images() == 0 ? "-" : 1000 * run.seconds() / run.images());
        table.print(print);
        if (json != null) {
            table.writeJson(json);
        }
        print.println("images, PNGs and report.json in " + out.toAbsolutePath().normalize());
        print.flush();
        if (run.failures() > 0) {
            PrintWriter err = spec.commandLine().getErr();
            err.println(spec.commandLine().getColorScheme().errorText(
                    "larmor: " + run.failures() + " of " + run.frames() + " frames failed"));
            err.flush();
            return ExitCode.FAILED;
        }
        return ExitCode.FINE;
    }
}
