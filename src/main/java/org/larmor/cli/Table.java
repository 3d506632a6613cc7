package org.larmor.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;

/**
 * A table for people and, as a list of objects with the columns' names, for programs. Numbers are aligned right;
 * fractions are shown with three significant digits and written to JSON in full.
 */
public final class Table {
    private static final ObjectMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private final List<String> columns;
    private final List<List<Object>> rows = new ArrayList<>();

    public Table(String... columns) {
        this.columns = List.of(columns);
    }

    public Table row(Object... cells) {
        if (cells.length != columns.size()) {
            throw new IllegalArgumentException(cells.length + " cells for " + columns.size() + " columns");
        }
        rows.add(List.of(cells));
        return this;
    }

    public void print(PrintWriter out) {
        int[] widths = new int[columns.size()];
        for (int i = 0; i < widths.length; i++) {
            widths[i] = columns.get(i).length();
            for (List<Object> row : rows) {
                widths[i] = Math.max(widths[i], text(row.get(i)).length());
            }
        }
        print(out, new ArrayList<>(columns), widths);
        rows.forEach(row -> print(out, row, widths));
        out.flush();
    }

    public void writeJson(Path file) throws IOException {
        List<Map<String, Object>> objects = new ArrayList<>();
        for (List<Object> row : rows) {
            Map<String, Object> object = new LinkedHashMap<>();
            for (int i = 0; i < columns.size(); i++) {
                Object cell = row.get(i);
                object.put(columns.get(i), cell instanceof Number || cell instanceof Boolean ? cell : cell.toString());
            }
            objects.add(object);
        }
        JSON.writeValue(file.toFile(), objects);
    }

    private void print(PrintWriter out, List<?> row, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            boolean right = !rows.isEmpty() && rows.stream().allMatch(isNumber(i));
            String cell = text(row.get(i));
            String padding = " ".repeat(widths[i] - cell.length());
            line.append(i == 0 ? "" : "  ").append(right ? padding + cell : cell + padding);
        }
        out.println(line.toString().stripTrailing());
    }

    private static Predicate<List<Object>> isNumber(int column) {
        return row -> row.get(column) instanceof Number;
    }

    private static String text(Object cell) {
        return switch (cell) {
            case Double d when Double.isFinite(d) && Math.abs(d) < 1000 ->
                String.format(Locale.ROOT, "%.3g", d);
            case Double d when Double.isFinite(d) -> String.format(Locale.ROOT, "%.0f", d);
            default -> cell.toString();
        };
    }
}
