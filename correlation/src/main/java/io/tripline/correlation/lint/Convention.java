package io.tripline.correlation.lint;

import io.tripline.correlation.rule.Problem;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;

/** A convention that every rule file keeps. Its label is its name in lower case with dashes. */
public enum Convention {
    RULE_FILE(
            "The file is a rule: known keys, fields that ECS has, values of the right kind. Such a file is not loaded.",
            Set.of(),
            _ -> List.of()),
    EPL(
            "The EPL compiles, is bounded in time, gives the same after a restart and reaches no Java. Such a rule is not loaded.",
            Set.of(),
            _ -> List.of()),
    LIST_FILE(
            "The lists beside the rules can be read; what cannot is left out.",
            Set.of(),
            _ -> List.of()),
    EXCEPTION_FILE(
            "The exceptions beside the rules can be read, name a rule that there is, silence no more than a person can mean (neither 0.0.0.0/0 nor *), and have not expired.",
            Set.of(),
            _ -> List.of()),
    UNIQUE_ID("No two rules have the same id. The second is not loaded.", Set.of(), _ -> List.of()),
    ID_IS_FILE_NAME(
            "The id is the file's name without .yml, so that one is found by the other.",
            Set.of("id"),
            MetadataChecks::idIsFileName),
    FOLDER_IS_TACTIC(
            "The folder is the first tactic among the tags, e.g. credential-access.",
            Set.of("tags"),
            MetadataChecks::folderIsTactic),
    TITLE_FOR_PEOPLE(
            "The title is one line of at most 90 characters, begins with a capital and has no full stop.",
            Set.of("title"),
            MetadataChecks::titleForPeople),
    SAYS_WHAT_IT_DETECTS(
            "The description says what the rule detects, in a sentence or more.",
            Set.of("description"),
            MetadataChecks::saysWhatItDetects),
    SAYS_WHAT_IT_MISSES(
            "The description says what the rule misses: a sentence with \"Misses\".",
            Set.of("description"),
            MetadataChecks::saysWhatItMisses),
    NAMES_THE_INNOCENT(
            "The falsepositives say who triggers the rule innocently, each a sentence; not \"Unknown\".",
            Set.of("falsepositives"),
            MetadataChecks::namesTheInnocent),
    REFERENCES_ARE_LINKS(
            "References are https links.",
            Set.of("references"),
            MetadataChecks::referencesAreLinks),
    MESSAGE_NAMES_ENTITY(
            "The message names each field of the entity, like {user.name}.",
            Set.of("message", "entity"),
            MetadataChecks::messageNamesEntity),
    SHOWS_THRESHOLDS(
            "Where the EPL has a threshold (having), values show the actual value and the threshold beside it.",
            Set.of("epl", "values"),
            MetadataChecks::showsThresholds),
    RUNBOOK_HAS_STEPS(
            "The runbook is a numbered list of at least two steps.",
            Set.of("runbook"),
            MetadataChecks::runbookHasSteps),
    HAS_FIRING_TEST("A test expects an alert.", Set.of("tests"), TestChecks::hasFiringTest),
    HAS_QUIET_TEST("A test expects none.", Set.of("tests"), TestChecks::hasQuietTest),
    HAS_EDGE_TEST(
            "A test stands at the edge: it is quiet and differs from one that fires by one event, or only in its times; or its name says edge.",
            Set.of("tests"),
            TestChecks::hasEdgeTest),
    HAS_INNOCENT_TEST(
            "A test says who does something alike without harm (innocent), and expects none.",
            Set.of("tests"),
            TestChecks::hasInnocentTest),
    TEST_NAMES_ARE_UNIQUE("Tests have different names.", Set.of(), TestChecks::testNamesAreUnique),
    EXPECTATION_NAMES_ENTITY(
            "What a test expects says which entity it is about.",
            Set.of("entity"),
            TestChecks::expectationNamesEntity),
    TESTS_BRING_LISTS(
            "A rule that asks a named list says in test-lists what it holds in its tests, so that they pass whatever you write into it.",
            Set.of("test-lists", "epl"),
            TestChecks::testsBringLists),
    CONDITIONS_CAN_HOLD(
            "Each condition can hold: nothing is asked of a field at once that contradicts itself, and cidr is asked of an address.",
            Set.of("epl"),
            EplChecks::conditionsCanHold),
    CONDITIONS_DECIDE(
            "Each condition decides: none holds of every event, like ... or true.",
            Set.of("epl"),
            EplChecks::conditionsDecide),
    PATTERNS_ARE_PATTERNS(
            "wildcard is given * and ?, and what takes a text as it is none of them.",
            Set.of("epl"),
            EplChecks::patternsArePatterns),
    WORDS_ARE_KNOWN(
            "event.kind, event.category and event.type have words that ECS allows, in the EPL and in tests, and event.dataset is no misspelt log source.",
            Set.of("epl"),
            EplChecks::wordsAreKnown),
    EVERY_BEFORE_THE_FIRST_EVENT(
            "every stands before the first event of a pattern alone; before several it passes over a first event that comes while the rest is waited for.",
            Set.of("epl"),
            EplChecks::everyBeforeTheFirstEvent),
    VENDOR_FIELDS_ARE_VENDORS(
            "vendor.field('...') names a vendor's field; one of ECS stands without it.",
            Set.of("epl"),
            EplChecks::vendorFieldsAreVendors),
    MISSING_FIELDS_ARE_DECIDED(
            "Where != or not in asks for a field that an event may lack, is null or is not null says whether that event counts.",
            Set.of("epl", "entity"),
            EplChecks::missingFieldsAreDecided),
    INVENTED_ADDRESSES(
            "Addresses in tests are of private or documentation networks, or those of MaxMind's test database.",
            Set.of(),
            TestChecks::inventedAddresses);

    private final String demand;
    private final Set<String> restsOn;
    private final Function<Subject, List<Problem>> check;

    Convention(String demand, Set<String> restsOn, Function<Subject, List<Problem>> check) {
        this.demand = demand;
        this.restsOn = restsOn;
        this.check = check;
    }

    /** As messages and people call it. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** What it asks for. */
    public String demand() {
        return demand;
    }

    /** The keys of the file without which it cannot be judged. */
    Set<String> restsOn() {
        return restsOn;
    }

    List<Finding> check(Subject subject) {
        return check.apply(subject).stream().map(each -> new Finding(this, each)).toList();
    }
}
