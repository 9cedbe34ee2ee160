package io.tripline.correlation.engine;

import com.espertech.esper.common.client.soda.ConstantExpression;
import com.espertech.esper.common.client.soda.DotExpressionItemCall;
import io.tripline.correlation.rule.Suggestion;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The named lists that a rule's EPL asks. */
final class EplLists {
    private final NamedLists named;
    private final Collection<String> problems;
    private final Map<String, NamedList> lists = new TreeMap<>();

    EplLists(NamedLists named, Collection<String> problems) {
        this.named = named;
        this.problems = problems;
    }

    /** Those that were bound, by name. */
    List<NamedList> bound() {
        return List.copyOf(lists.values());
    }

    /** A rule keeps to the list as it was when the rule was compiled: the name is bound to its version. */
    void bind(DotExpressionItemCall call) {
        if (call.getParameters().size() != 2
                || !(call.getParameters().get(1) instanceof ConstantExpression given
                        && given.getConstant() instanceof String name)) {
            problems.add(
                    call.getName()
                            + " takes a field and a list's name: "
                            + call.getName()
                            + "(source.ip, 'offices').");
            return;
        }
        int version = name.indexOf('#');
        String list = version < 0 ? name : name.substring(0, version);
        named.named(list)
                .ifPresentOrElse(
                        each -> {
                            lists.put(list, each);
                            given.setConstant(each.key());
                        },
                        () ->
                                problems.add(
                                        "There is no list "
                                                + name
                                                + "; write lists/"
                                                + name
                                                + ".txt beside the rules, one entry a line."
                                                + Suggestion.of(name, named.names())));
    }
}
