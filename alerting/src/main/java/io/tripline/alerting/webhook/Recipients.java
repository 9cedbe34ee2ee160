package io.tripline.alerting.webhook;

import jakarta.mail.Address;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;
import org.jspecify.annotations.Nullable;

/** The recipients of one mail: who has it, who never will, and who is still to be tried. Owned by its delivery. */
final class Recipients {
    private static final int TAKEN = 250;

    private final int all;
    private final Set<Address> left;
    private int have;

    Recipients(List<? extends Address> all) {
        this.all = all.size();
        left = new LinkedHashSet<>(all);
    }

    Address[] left() {
        return left.toArray(Address[]::new);
    }

    /** Whether some have it, so that it must not be sent to them again. */
    boolean isBegun() {
        return have > 0;
    }

    /** The server took the mail for all that were left. */
    Attempt taken() {
        have += left.size();
        left.clear();
        return accepted();
    }

    /** The server refused some of those that were left; empty if the failure is none of that kind. */
    Optional<Attempt> refused(MessagingException failure) {
        Map<Address, Integer> said = said(failure);
        if (!(failure instanceof SendFailedException partly) || said.isEmpty()) {
            return Optional.empty();
        }
        int code = Collections.min(said.values());
        have += remove(partly.getValidSentAddresses());
        remove(partly.getInvalidAddresses());
        if (!left.isEmpty()) {
            // Where nothing was said to those that are left, it was said to the mail itself.
            boolean toThem = left.stream().anyMatch(said::containsKey);
            if (!toThem && failure instanceof SMTPSendFailedException mail) {
                code = mail.getReturnCode();
                if (code >= 500) {
                    return Optional.of(new Attempt.Refused(DeliveryFailure.REJECTED, code));
                }
            }
            return Optional.of(
                    new Attempt.Later(DeliveryFailure.SERVER_ERROR, code, Optional.empty()));
        }
        return Optional.of(
                isBegun() ? accepted() : new Attempt.Refused(DeliveryFailure.REJECTED, code));
    }

    /** A mail that some have is no mail that was refused. */
    Attempt judged(Attempt attempt) {
        return attempt instanceof Attempt.Refused && isBegun() ? accepted() : attempt;
    }

    private Attempt accepted() {
        return new Attempt.Accepted(
                TAKEN, have == all ? "" : (all - have) + " of " + all + " recipients were refused");
    }

    private int remove(Address @Nullable [] some) {
        int before = left.size();
        if (some != null) {
            List.of(some).forEach(left::remove);
        }
        return before - left.size();
    }

    /** What the server said to each recipient that it did not take. */
    private static Map<Address, Integer> said(MessagingException failure) {
        Map<Address, Integer> said = new HashMap<>();
        Exception each = failure;
        while (each instanceof MessagingException mail) {
            if (mail instanceof SMTPAddressFailedException refused) {
                said.merge(refused.getAddress(), refused.getReturnCode(), Math::min);
            }
            each = mail.getNextException();
        }
        return said;
    }
}
