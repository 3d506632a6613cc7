package org.larmor.crash;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.larmor.sim.MessageSource;
import org.larmor.sim.ScanListener;
import org.larmor.sim.ScanReport;
import org.larmor.sim.ScannerClient;
import org.larmor.sim.ScannerSettings;

import static org.assertj.core.api.Assertions.assertThat;

/** What a header says of a patient and a protocol: it is found in the context's topic, and nowhere else. */
@Timeout(300)
class PrivacyIT {
    /** Each of a field of its own. */
    private static final List<String> NAMES = List.of(
            "QUINCEY^ARABELLA", "PAT-4711-XYZ", "STUDY-0815-UVW", "MEASURE-2718-RST", "t1zebra_protokoll",
            "UserStringVeryPrivate");

    private static final String NOT_A_RECIPE = "UNKNOWN-RECIPE-QRS";
    private static final String NOT_A_TRAJECTORY = "unknown-trajectory-nop";

    @RegisterExtension
    private final Rig rig = new Rig();

    @Test
    void namesStayInTheContext() throws Exception {
        LarmorProcess site = rig.withBroker("site", "broker,router,worker,gateway").start();
        for (String recipe : List.of("rss", "jssl", "auto", "nonsense")) {
            ScanReport report = send(site, recipe);
            assertThat(report.images()).as(recipe).isEqualTo(recipe.equals("nonsense") ? 0 : 6);
            NAMES.forEach(name -> assertThat(String.join("|", report.texts())).doesNotContainIgnoringCase(name));
        }
        // what is no schema's word, wherever one is expected, may be a name too; its sender alone sees it again
        ScanReport unknown = send(site, NOT_A_RECIPE);
        assertThat(unknown.texts()).singleElement().asString().contains(NOT_A_RECIPE);
        ScanReport bent = send(site, "rss", xml -> xml.replace(">cartesian<", ">" + NOT_A_TRAJECTORY + "<"));
        assertThat(bent.images()).isZero();
        String shown = site.get("/metrics") + site.get("/api/v1/status");
        site.kill();
        everyName().forEach(name -> assertThat(shown).doesNotContainIgnoringCase(name));
        int found = 0;
        for (Path file : files(site.data())) {
            String content = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).toLowerCase(java.util.Locale.ROOT);
            boolean context = file.getParent().getFileName().toString().startsWith("mrd.context-");
            for (String name : everyName()) {
                for (String form : List.of(name, name.replace('_', '-'))) {
                    boolean here = content.contains(form.toLowerCase(java.util.Locale.ROOT));
                    assertThat(here && !context).as("%s in %s", form, file).isFalse();
                    found += here ? 1 : 0;
                }
            }
        }
        assertThat(found).as("names in the context").isGreaterThanOrEqualTo(NAMES.size());
    }

    @Test
    void dataAreTheOwnersAlone() throws Exception {
        LarmorProcess site = rig.withBroker("site", "broker,router,worker,gateway").start();
        send(site, "rss");
        site.kill();
        for (Path file : all(site.data())) {
            // what the test itself redirects the process's output to is not of its making
            if (!file.getFileName().toString().equals("output.log")) {
                assertThat(Files.getPosixFilePermissions(file)).as(file.toString()).allMatch(
                        permission -> permission.name().startsWith("OWNER_"));
            }
        }
    }

    private static List<String> everyName() {
        List<String> all = new ArrayList<>(NAMES);
        all.add(NOT_A_RECIPE);
        all.add(NOT_A_TRAJECTORY);
        return all;
    }

    private static List<Path> files(Path folder) throws IOException {
        return all(folder).stream().filter(Files::isRegularFile).toList();
    }

    /** Folders too. */
    private static List<Path> all(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.toList();
        }
    }

    private static ScanReport send(LarmorProcess site, String recipe) throws Exception {
        return send(site, recipe, xml -> xml);
    }

    private static ScanReport send(LarmorProcess site, String recipe, UnaryOperator<String> bent) throws Exception {
        String[] address = site.endpoints().mrd().split(":", 2);
        try (MessageSource source = new Named(Scans.small(2).messages(), bent)) {
            return new ScannerClient(
                            ScannerSettings.of(address[0], Integer.parseInt(address[1]), recipe), ScanListener.NONE)
                    .run(source);
        }
    }

    /** The same messages under a header with everything in it that the schema has a place for. */
    private record Named(MessageSource scan, UnaryOperator<String> bent) implements MessageSource {
        @Override
        public byte[] xml() {
            String xml = new String(scan.xml(), StandardCharsets.UTF_8)
                    .replaceAll("(?s)<measurementInformation>.*?</measurementInformation>", "")
                    .replaceAll("(?s)<userParameters>.*?</userParameters>", "");
            int root = xml.indexOf('>', xml.indexOf("<ismrmrdHeader")) + 1;
            int end = xml.indexOf("</ismrmrdHeader>");
            String patient = "<subjectInformation><patientName>" + NAMES.get(0) + "</patientName><patientID>"
                    + NAMES.get(1) + "</patientID></subjectInformation><studyInformation><studyID>" + NAMES.get(2)
                    + "</studyID></studyInformation><measurementInformation><measurementID>" + NAMES.get(3)
                    + "</measurementID><patientPosition>HFS</patientPosition><protocolName>" + NAMES.get(4)
                    + "</protocolName></measurementInformation>";
            String user = "<userParameters><userParameterString><name>Note</name><value>" + NAMES.get(5)
                    + "</value></userParameterString></userParameters>";
            return bent.apply(xml.substring(0, root) + patient + xml.substring(root, end) + user + xml.substring(end))
                    .getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public long messages() {
            return scan.messages();
        }

        @Override
        public int frames() throws IOException {
            return scan.frames();
        }

        @Override
        public ByteBuffer next() throws IOException {
            return scan.next();
        }

        @Override
        public void close() throws IOException {
            scan.close();
        }
    }
}
