package org.doorstep.stream;

import java.time.Duration;
import java.util.function.Consumer;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import org.doorstep.stream.OpenScreens.Screen;
import org.doorstep.stream.OpenScreens.Why;
import org.jboss.logging.Logger;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.redis.datasource.ReactiveRedisDataSource;
import io.quarkus.redis.datasource.pubsub.ReactivePubSubCommands;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;

/**
 * Tells open screens to clear, on every node, through Redis; and looks itself from time to time, for what Redis did
 * not bring. It is a courtesy to whoever looks at the screen: what may be disclosed is decided elsewhere.
 */
@ApplicationScoped
public class Screens {

    private static final Logger LOG = Logger.getLogger(Screens.class);
    private static final String CHANNEL = "doorstep:screens";
    private static final String LOOK_AGAIN = "*";
    private static final Duration RETRY = Duration.ofSeconds(1);
    private static final String EPOCHS = "select staff_id, epoch from staff where staff_id = any($1)";

    private final OpenScreens open;
    private final Pool database;
    private final ReactiveRedisDataSource redis;
    private final ReactivePubSubCommands<String> channel;
    private volatile boolean stopping;

    Screens(OpenScreens open, Pool database, ReactiveRedisDataSource redis, MeterRegistry metrics) {
        this.open = open;
        this.database = database;
        this.redis = redis;
        this.channel = redis.pubsub(String.class);
        metrics.gauge("doorstep.screens.open", open, OpenScreens::count);
    }

    void start(@Observes StartupEvent event) {
        listen();
    }

    void stop(@Observes ShutdownEvent event) {
        stopping = true;
    }

    /** Hears the channel, and begins anew whenever it breaks. */
    private void listen() {
        channel.subscribe(CHANNEL, this::heard, this::broken, _ -> broken())
                .subscribe().with(_ -> seeForYourself(), _ -> broken());
    }

    private void broken() {
        if (!stopping) {
            Uni.createFrom().voidItem().onItem().delayIt().by(RETRY).subscribe().with(_ -> listen());
        }
    }

    private void heard(String message) {
        int at = message.indexOf(' ');
        if (at > 0) {
            open.clear(message.substring(0, at), Long.parseLong(message.substring(at + 1)));
        } else {
            seeForYourself();
        }
    }

    private void seeForYourself() {
        look().subscribe().with(_ -> {
        }, _ -> {
        });
    }

    /** A person's screens that were opened before this epoch are to clear; how many nodes were told. */
    public Uni<Integer> clear(String staffId, long epoch) {
        open.clear(staffId, epoch);
        return publish(staffId + " " + epoch);
    }

    /** Every node is to see for itself whose access has changed; how many were told. */
    public Uni<Integer> lookAgain() {
        return publish(LOOK_AGAIN);
    }

    private Uni<Integer> publish(String message) {
        return redis.execute("PUBLISH", CHANNEL, message).map(nodes -> nodes.toInteger());
    }

    /** What Redis did not bring is seen here. */
    @Scheduled(every = "${doorstep.stream.look:2s}", concurrentExecution = ConcurrentExecution.SKIP)
    Uni<Void> look() {
        var people = open.people();
        if (people.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        return database.preparedQuery(EPOCHS).execute(Tuple.tuple().addArrayOfString(people.toArray(String[]::new)))
                .invoke(rows -> rows.forEach(row -> open.clear(row.getString("staff_id"), row.getLong("epoch"))))
                .replaceWithVoid()
                .onFailure().invoke(failure -> LOG.warnf("Screens cannot be checked: %s", failure.getClass().getName()))
                .onFailure().recoverWithNull();
    }

    /** A person's screen, until it is to clear. */
    Multi<Why> watch(String staffId, Consumer<Screen> opened) {
        return open.open(staffId, opened);
    }
}
