package org.larmor.web;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Which part of a list is asked for: {@code ?limit=N&after=KEY}; the answer's {@code next} is the next page's {@code after}.
 *
 * @param after the key of the last entry of the page before, null for the first page
 */
public record Paging(int limit, @Nullable String after) {
    private static final int USUAL = 50;
    private static final int MOST = 500;

    /** What a request asks for; empty, and answered, where that is nonsense. */
    public static Optional<Paging> of(RoutingContext request) {
        String limit = request.request().getParam("limit");
        String after = request.request().getParam("after");
        if (limit == null) {
            return Optional.of(new Paging(USUAL, after));
        }
        if (!limit.matches("[1-9][0-9]{0,5}")) {
            Answers.problem(request, 400, "Bad Request", "limit is a number from 1 to " + MOST);
            return Optional.empty();
        }
        return Optional.of(new Paging(Math.min(MOST, Integer.parseInt(limit)), after));
    }

    /**
     * A page of a list.
     *
     * @param name of the list in the answer
     * @param key of an entry; where {@code after} names none, the list begins anew
     */
    public <T> JsonObject page(String name, List<T> all, Function<T, String> key, Function<T, JsonObject> json) {
        int from = 0;
        for (int i = 0; after != null && i < all.size(); i++) {
            if (key.apply(all.get(i)).equals(after)) {
                from = i + 1;
                break;
            }
        }
        int to = Math.min(all.size(), from + limit);
        JsonArray page = new JsonArray();
        all.subList(from, to).forEach(one -> page.add(json.apply(one)));
        JsonObject answer = new JsonObject().put(name, page);
        return to < all.size() ? answer.put("next", key.apply(all.get(to - 1))) : answer;
    }
}
