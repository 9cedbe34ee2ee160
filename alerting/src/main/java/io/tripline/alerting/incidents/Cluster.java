package io.tripline.alerting.incidents;

import io.tripline.contracts.StableId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Alerts that belong together. Grows while they are joined; one that was absorbed only knows by whom. */
final class Cluster {
    private final List<Member> members = new ArrayList<>();
    private final SortedSet<EntityKey> shared = new TreeSet<>();
    private final Member earliest;
    private Instant last;
    private @Nullable Cluster absorbedBy;

    /** Members are added in their order, so that the first one stays the earliest. */
    Cluster(Member earliest) {
        this.earliest = earliest;
        this.last = earliest.last();
    }

    /** The cluster that its alerts are in now. */
    Cluster standing() {
        Cluster standing = this;
        while (standing.absorbedBy != null) {
            standing = standing.absorbedBy;
        }
        // So that the next one to ask does not walk the whole way.
        Cluster each = this;
        while (each.absorbedBy != null) {
            Cluster next = each.absorbedBy;
            each.absorbedBy = standing;
            each = next;
        }
        return standing;
    }

    /** Derives from the earliest alert: of two clusters that turn out to be one, the elder's goes on. */
    String id() {
        return StableId.of("incident", earliest.id());
    }

    Member earliest() {
        return earliest;
    }

    Instant last() {
        return last;
    }

    int size() {
        return members.size();
    }

    /** In their order, once all are joined. */
    List<Member> members() {
        return members;
    }

    /** Entities that were too common to join alerts of different rules here. */
    SortedSet<EntityKey> shared() {
        return shared;
    }

    void add(Member member) {
        members.add(member);
        last = last.isAfter(member.last()) ? last : member.last();
    }

    void absorb(Cluster younger) {
        members.addAll(younger.members);
        members.sort(Member.ORDER);
        shared.addAll(younger.shared);
        last = last.isAfter(younger.last) ? last : younger.last;
        younger.members.clear();
        younger.absorbedBy = this;
    }

    /** What the incident's story is a function of. */
    String signature() {
        StringBuilder text = new StringBuilder();
        members.forEach(
                each -> text.append(each.id()).append('#').append(each.revision()).append(' '));
        shared.forEach(each -> text.append(each.kind()).append(each.value()).append(' '));
        return StableId.of(text.toString());
    }
}
