package org.larmor.jssl.run;

import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.larmor.jssl.data.OpenFiles;
import org.larmor.jssl.data.SliceRef;
import org.larmor.jssl.data.Subsampling;
import org.larmor.jssl.eval.Evaluator;
import org.larmor.jssl.eval.Learned;
import org.larmor.jssl.eval.Method;
import org.larmor.jssl.eval.Score;
import org.larmor.jssl.eval.SubsampledSlice;
import org.larmor.jssl.eval.ZeroFilled;
import org.larmor.nn.Reconstruction;
import org.larmor.recon.engine.DeviceMemory;

/** Means over the validation slices, each subsampled in every way. */
final class Validation implements AutoCloseable {
    private final TrainingData data;
    private final Map<String, Subsampling> ways;
    private final Evaluator evaluator;
    private final OpenFiles files;

    /** A model's means and those of zero-filled images. */
    record Result(Curves.Check learned, Curves.Check zeroFilled) {}

    private static final class Mean {
        private double ssim;
        private double psnr;
        private double nmse;
        private int count;

        void add(Score score) {
            ssim += score.ssim();
            psnr += score.psnr();
            nmse += score.nmse();
            count++;
        }

        Curves.Check at(long iteration) {
            return new Curves.Check(iteration, ssim / count, psnr / count, nmse / count);
        }
    }

    Validation(NDManager manager, DeviceMemory memory, TrainingData data) {
        this.data = data;
        files = new OpenFiles(data.opener());
        ways = data.validationMasks();
        evaluator = new Evaluator(manager, memory);
    }

    Result measure(Reconstruction reconstruction, TrainingRecipe recipe, long iteration) throws IOException {
        List<Method> methods = List.of(
                new Learned("learned", reconstruction, recipe.config().maps()), new ZeroFilled());
        Mean learned = new Mean();
        Mean zeroFilled = new Mean();
        for (Map.Entry<String, Subsampling> way : ways.entrySet()) {
            for (SliceRef ref : data.validation()) {
                SubsampledSlice slice = SubsampledSlice.of(ref, files.read(ref), way.getKey(), way.getValue());
                List<Score> scores = evaluator.evaluate(methods, slice, Evaluator.Sink.NONE);
                learned.add(scores.getFirst());
                zeroFilled.add(scores.getLast());
            }
        }
        return new Result(learned.at(iteration), zeroFilled.at(iteration));
    }

    /** A result in words. */
    String text(Result result) {
        return String.format(
                Locale.ROOT,
                "after %d steps %s; zero-filled %s; means over %d slices at %s (%s), without scale fit",
                result.learned().iteration(),
                text(result.learned()),
                text(result.zeroFilled()),
                data.validation().size(),
                String.join(", ", ways.keySet()),
                TrainingData.names(data.validation()));
    }

    private static String text(Curves.Check means) {
        return String.format(
                Locale.ROOT, "SSIM %.4f, PSNR %.2f dB, NMSE %.5f", means.ssim(), means.psnr(), means.nmse());
    }

    @Override
    public void close() {
        evaluator.close();
        files.close();
    }
}
