package org.larmor.jssl.run;

import ai.djl.ndarray.NDManager;
import java.util.Map;
import org.larmor.jssl.Metrics;
import org.larmor.jssl.data.OpenFiles;
import org.larmor.jssl.data.SliceEvaluator;
import org.larmor.jssl.data.SliceRef;
import org.larmor.jssl.data.Subsampling;
import org.larmor.nn.Reconstruction;

/** Means over the validation slices, each subsampled in every way. */
final class Validation implements AutoCloseable {
    private final NDManager manager;
    private final TrainingData data;
    private final Map<String, Subsampling> ways;
    private final OpenFiles files = new OpenFiles();

    /** A model's means and those of zero-filled images. */
    record Result(Curves.Check learned, Curves.Check zeroFilled) {}

    private static final class Mean {
        private double ssim;
        private double psnr;
        private double nmse;
        private int count;

        void add(Metrics metrics) {
            ssim += metrics.ssim();
            psnr += metrics.psnr();
            nmse += metrics.nmse();
            count++;
        }

        Curves.Check at(long iteration) {
            return new Curves.Check(iteration, ssim / count, psnr / count, nmse / count);
        }
    }

    Validation(NDManager manager, TrainingData data) {
        this.manager = manager;
        this.data = data;
        ways = data.validationMasks();
    }

    Result measure(Reconstruction reconstruction, TrainingRecipe recipe, long iteration) {
        Mean learned = new Mean();
        Mean zeroFilled = new Mean();
        for (Subsampling way : ways.values()) {
            try (SliceEvaluator evaluator =
                    new SliceEvaluator(manager, reconstruction, way, recipe.config().maps())) {
                for (SliceRef slice : data.validation()) {
                    SliceEvaluator.Outcome outcome = evaluator.evaluate(slice, files.read(slice));
                    learned.add(outcome.learned());
                    zeroFilled.add(outcome.zeroFilled());
                }
            }
        }
        return new Result(learned.at(iteration), zeroFilled.at(iteration));
    }

    /** What the means are over. */
    String description() {
        return data.validation().size() + " slices at " + String.join(", ", ways.keySet()) + " ("
                + TrainingData.names(data.validation()) + ")";
    }

    @Override
    public void close() {
        files.close();
    }
}
