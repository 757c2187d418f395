package iotsafe.bootstrap.lwm2m;

import java.io.IOException;
import java.util.List;
import org.eclipse.leshan.core.model.InvalidDDFFileException;
import org.eclipse.leshan.core.model.InvalidModelException;
import org.eclipse.leshan.core.model.LwM2mModel;
import org.eclipse.leshan.core.model.ObjectLoader;
import org.eclipse.leshan.core.model.ObjectModel;
import org.eclipse.leshan.core.model.StaticModel;

/** Definitions of objects that the library brings; to read all that it has takes longer than anything else at a start. */
public final class ObjectDefinitions {
    private ObjectDefinitions() {}

    /**
     * Some of them.
     *
     * @param files of the library, such as {@code 3.xml}
     */
    public static List<ObjectModel> of(String... files) {
        try {
            return ObjectLoader.loadDdfResources("/models/", files);
        } catch (IOException | InvalidModelException | InvalidDDFFileException e) {
            throw new IllegalStateException("the LwM2M library lacks definitions that it had", e);
        }
    }

    /** Those that accounts are made of, objects 0, 1, 2 and 21; read when they are first asked for. */
    static LwM2mModel ofAccounts() {
        return Accounts.MODEL;
    }

    private static final class Accounts {
        static final LwM2mModel MODEL = new StaticModel(of("0.xml", "1-1_1.xml", "2.xml", "21.xml"));
    }
}
