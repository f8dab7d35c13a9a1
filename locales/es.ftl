# Cada palabra que Aval dice o lee, en español.
# `.typed` es lo que se puede escribir, separado por `|`; un [campo] recibe lo que está en su lugar.
# `.about` es la línea del menú, `.done` el pasado, `.ask-…` la pregunta por un campo que falta.

## Comandos

order-show = mostrar pedido { $order }
    .typed = mostrar pedido [order] | mostrar el pedido [order] | muestra pedido [order] | muestra el pedido [order] | ver pedido [order] | ver el pedido [order] | ver orden [order] | ver la orden [order] | mostrar orden [order] | pedido [order] | orden [order]
    .about = mostrar pedido …
    .ask-order = ¿Qué pedido?
order-cancel = cancelar pedido { $order }
    .typed = cancelar orden [order] porque [reason] | cancelar la orden [order] porque [reason] | cancelar pedido [order] porque [reason] | cancelar el pedido [order] porque [reason] | cancela el pedido [order] porque [reason] | cancelar pedido [order] | cancelar el pedido [order] | cancela pedido [order] | cancela el pedido [order] | cancele el pedido [order] | cancelar orden [order] | cancelar la orden [order] | cancela la orden [order] | anular pedido [order] | anular el pedido [order]
    .about = cancelar pedido …
    .ask-order = ¿Qué pedido?
    .ask-reason = ¿Por qué?
    .done = pedido { $order } cancelado.
order-restore = restaurar pedido { $order }
    .typed = restaurar pedido [order] | restaurar el pedido [order] | reabrir pedido [order] | reabrir el pedido [order] | reabrir orden [order] | reabrir la orden [order]
    .about = restaurar pedido …
    .ask-order = ¿Qué pedido?
    .done = pedido { $order } reabierto.
config-show = mostrar config { $unit }
    .typed = mostrar config [unit] | mostrar configuración [unit] | ver config [unit] | config mostrar [unit]
    .about = mostrar config …
    .ask-unit = ¿Qué unidad de configuración?
config-list = listar configs
    .typed = listar configs | listar config | listar configuraciones | config listar | configs | configuraciones
    .about = listar configs
config-set = poner { $field } de { $unit } en { $value }
    .typed = poner config [unit] [field] [value] | cambiar config [unit] [field] [value] | fijar config [unit] [field] [value] | config poner [unit] [field] [value] | config cambiar [unit] [field] [value] | poner [field] de [unit] en [value]
    .about = poner config …
    .ask-unit = ¿Qué unidad de configuración?
    .ask-field = ¿Qué campo?
    .ask-value = ¿Qué valor?
    .done = { $field } de { $unit } ahora es { $value }.
config-create = crear config { $unit }
    .typed = crear config [unit] para [owner] con vida de [lifetime] | crear config [unit] para [owner] | crear configuración [unit] para [owner] | config crear [unit] para [owner] | crear config [unit] | crear configuración [unit] | config crear [unit]
    .about = crear config …
    .ask-unit = ¿Cómo se llama la nueva unidad?
    .ask-owner = ¿De qué equipo es?
    .ask-lifetime = ¿Cuánto tiempo debe existir? Por ejemplo 24h.
    .done = { $unit } creada.
config-delete = eliminar config { $unit }
    .typed = eliminar config [unit] | eliminar configuración [unit] | borrar config [unit] | borrar configuración [unit] | config eliminar [unit]
    .about = eliminar config …
    .ask-unit = ¿Qué unidad de configuración?
    .done = { $unit } eliminada.
config-restore = restaurar config { $unit }
    .typed = restaurar config [unit] | restaurar configuración [unit] | config restaurar [unit]
    .about = restaurar config …
    .ask-unit = ¿Qué unidad de configuración?
    .done = { $unit } restaurada.
config-renew = renovar config { $unit }
    .typed = renovar config [unit] | renovar configuración [unit] | config renovar [unit]
    .about = renovar config …
    .ask-unit = ¿Qué unidad de configuración?
    .done = el plazo de vida de { $unit } empieza de nuevo ahora.
config-hand-on = traspasar config { $unit }
    .typed = traspasar config [unit] | traspasar configuración [unit] | config traspasar [unit]
    .about = traspasar config …
    .ask-unit = ¿Qué unidad de configuración?
    .done = { $unit } traspasada.
config-promote = promover una config por su ticket
    .typed = promover config [ticket] | promover configuración [ticket] | config promover [ticket]
    .about = promover config …
    .ask-ticket = Pegue el ticket que se traspasó.
    .done = la config del ticket quedó promovida.
menu-show = menú
    .typed = menú | hola | buenos días | buenas tardes | buenas noches | buenas
    .about = menú
help-show = ayuda
    .typed = ayuda | comandos | ?
    .about = ayuda
status-show = estado
    .typed = estado | situación | estatus
    .about = estado
pending-list = pendientes
    .typed = pendientes | pendiente | solicitudes | mis solicitudes
    .about = pendientes: lo que está abierto
command-show = mostrar { $command }
    .typed = mostrar [command] | muestra [command] | ver [command] | estado de [command]
    .about = mostrar C-…
    .ask-command = ¿Qué solicitud? Ej.: C-7F3K. Para ver las abiertas: pendientes
command-why = por qué { $command }
    .typed = por qué [command] | porqué [command]
    .about = por qué C-…
    .ask-command = ¿Qué solicitud? Ej.: C-7F3K. Para ver las abiertas: pendientes
command-approvers = quién puede aprobar { $command }
    .typed = quién puede aprobar [command] | quién aprueba [command]
    .about = quién puede aprobar C-…
    .ask-command = ¿Qué solicitud? Ej.: C-7F3K. Para ver las abiertas: pendientes
command-missing = quién falta { $command }
    .typed = quién falta [command] | quién falta en [command] | quiénes faltan [command]
    .about = quién falta C-…
    .ask-command = ¿Qué solicitud? Ej.: C-7F3K. Para ver las abiertas: pendientes
command-cancel = retirar { $command }
    .typed = cancelar [command] | cancela [command] | anular [command] | retirar [command]
    .about = cancelar C-…
    .ask-command = ¿Qué solicitud? Ej.: C-7F3K. Para ver las abiertas: pendientes
    .done = { $command } retirado.
audit-show = auditoría
    .typed = auditoría [span] [person] | auditoría [span] | auditoría
    .about = auditoría 24h
    .ask-span = ¿De cuánto tiempo atrás? Por ejemplo 24h o 7d.
    .ask-person = ¿Acciones de quién?
report-show = informe
    .typed = informe [span] | informe | reporte [span] | reporte
    .about = informe 7d
    .ask-span = ¿De cuánto tiempo? Por ejemplo 7d o 24h.
evidence-verify = verificar evidencias
    .typed = verificar evidencias | verificar evidencia | verificar la evidencia | verificar las evidencias | verificar
    .about = verificar evidencias
policy-status = estado de la política
    .typed = estado de la política | política
    .about = estado de la política
lockdown-on = activar bloqueo: { $reason }
    .typed = bloquear | activar bloqueo [reason] | activar el bloqueo [reason] | activar bloqueo por [span] [reason] | activar el bloqueo por [span] [reason] | bloquear todo [reason] | bloquear todo durante [span] [reason] | bloquear todo por [span] [reason]
    .about = activar bloqueo MOTIVO
    .ask-span = ¿Por cuánto tiempo? Por ejemplo 30m o 2h.
    .ask-reason = ¿Por qué? El equipo lee el motivo, y queda en la evidencia.
    .done = bloqueo activado. Nada empieza hasta que se desactive.
lockdown-off = desactivar bloqueo
    .typed = desactivar bloqueo | desactivar el bloqueo | desbloquear todo | desbloquear | levantar bloqueo | levantar el bloqueo
    .about = desactivar bloqueo
    .done = bloqueo desactivado. Se aceptan solicitudes de nuevo.
lockdown-limit = bloquear { $part ->
    [connector] conector
    [class] clase
    [agent] agente
   *[tenant] inquilino
  } { $of }: { $reason }
    .typed = [part=connector] bloquear conector [of] durante [span] [reason] | [part=connector] bloquear conector [of] por [span] [reason] | [part=connector] bloquear conector [of] [reason] | [part=class] bloquear clase [of] durante [span] [reason] | [part=class] bloquear clase [of] por [span] [reason] | [part=class] bloquear clase [of] [reason] | [part=tenant] bloquear inquilino [of] durante [span] [reason] | [part=tenant] bloquear inquilino [of] por [span] [reason] | [part=tenant] bloquear inquilino [of] [reason] | [part=tenant] bloquear tenant [of] por [span] [reason] | [part=tenant] bloquear tenant [of] [reason] | [part=agent] bloquear agente [of] durante [span] [reason] | [part=agent] bloquear agente [of] por [span] [reason] | [part=agent] bloquear agente [of] [reason]
    .about = bloquear clase S2 MOTIVO
    .ask-part = ¿Bloquear qué?
    .ask-of = ¿Cuál?
    .ask-span = ¿Por cuánto tiempo? Por ejemplo 30m o 2h.
    .ask-reason = ¿Por qué? El equipo lee el motivo, y queda en la evidencia.
    .done = esta parte está bloqueada. El resto sigue.
lockdown-lift = desbloquear { $part ->
    [connector] conector
    [class] clase
    [agent] agente
   *[tenant] inquilino
  } { $of }
    .typed = [part=connector] desbloquear conector [of] | [part=class] desbloquear clase [of] | [part=tenant] desbloquear inquilino [of] | [part=tenant] desbloquear tenant [of] | [part=agent] desbloquear agente [of]
    .about = desbloquear clase S2
    .ask-part = ¿Desbloquear qué?
    .ask-of = ¿Cuál?
    .done = esta parte está desbloqueada.
lockdown-status = estado del bloqueo
    .typed = estado del bloqueo | bloqueo
    .about = estado del bloqueo
approvals-resume = reanudar aprobaciones
    .typed = reanudar aprobaciones | reanudar las aprobaciones | reactivar aprobaciones
    .about = reanudar aprobaciones
    .done = las aprobaciones se aceptan de nuevo.

people-grant = conceder { $scope } a { $person }
    .typed = conceder [person] [scope] | conceder [scope] a [person]
    .about = conceder ÁMBITO a NOMBRE
    .ask-person = ¿A quién?
    .ask-scope = ¿Qué ámbito? Por ejemplo admin.approve.recovery.
    .done = { $person } ahora tiene { $scope }.
people-revoke = quitar { $scope } a { $person }
    .typed = revocar [person] [scope] | revocar [scope] a [person] | quitar [scope] a [person]
    .about = revocar ÁMBITO a NOMBRE
    .ask-person = ¿A quién?
    .ask-scope = ¿Qué ámbito?
    .done = { $person } ya no tiene { $scope }.
people-role = dar el rol { $role } a { $person }
    .typed = dar rol [role] a [person] | dar el rol [role] a [person] | hacer [person] [role]
    .about = dar rol ROL a NOMBRE
    .ask-person = ¿A quién?
    .ask-role = ¿Qué rol?
    .done = { $person } ahora tiene el rol { $role }.
people-unrole = quitar el rol { $role } a { $person }
    .typed = quitar rol [role] a [person] | quitar el rol [role] a [person]
    .about = quitar rol ROL a NOMBRE
    .ask-person = ¿A quién?
    .ask-role = ¿Qué rol?
    .done = { $person } ya no tiene el rol { $role }.
people-suspend = suspender a { $person }
    .typed = suspender a [person] | suspender [person]
    .about = suspender a NOMBRE
    .ask-person = ¿A quién?
    .done = derechos de { $person } suspendidos.
people-restore = restaurar los derechos de { $person }
    .typed = restaurar derechos de [person] | restaurar los derechos de [person] | restaurar derechos [person]
    .about = restaurar derechos de NOMBRE
    .ask-person = ¿De quién?
    .done = derechos de { $person } restaurados.
people-enrol = registrar { $id } ({ $phone })
    .typed = registrar [id] [phone] como [role] | registrar [id] [phone] | dar de alta [id] [phone] como [role] | dar de alta [id] [phone]
    .about = registrar NOMBRE TELÉFONO
    .ask-id = ¿Cómo se llama la persona? Una sola palabra.
    .ask-phone = ¿Qué teléfono? Por ejemplo +5511900000001.
    .ask-role = ¿Qué rol?
    .done = el registro de { $id } vale cuando escriba el código desde su teléfono.
people-activate = activar el autenticador de { $person }
    .typed = activar autenticador de [person] | activar el autenticador de [person]
    .about = activar autenticador de NOMBRE
    .ask-person = ¿La app de autenticación de quién?
    .done = app de autenticación de { $person } en uso.
scopes-show = ámbitos de { $person }
    .typed = ámbitos de [person] | derechos de [person] | ámbitos [person]
    .about = ámbitos de NOMBRE
    .ask-person = ¿Ámbitos de quién?
delegation-on = delegar en { $person }
    .typed = delegar en [person] hasta [until] | delegar a [person] hasta [until] | delegar en [person] [until] | delegar a [person] [until] | delegar en [person] | delegar a [person]
    .about = delegar en NOMBRE hasta …
    .ask-person = ¿En quién?
    .ask-until = ¿Hasta cuándo? Por ejemplo: viernes 18:00, mañana, por 2h.
    .done = { $person } responde en su lugar.
delegation-off = revocar delegación
    .typed = revocar delegación | revocar la delegación | terminar delegación
    .about = revocar delegación
    .done = usted vuelve a responder por sí.
command-resolve = resolver { $command } como { $result ->
    [done] hecho
    [undone] no hecho
   *[other] { $result }
  }
    .typed = resolver [command] hecho [result=done] | resolver [command] no hecho [result=undone] | resolver [command] como hecho [result=done] | resolver [command] como no hecho [result=undone] | resolver [command] [result]
    .about = resolver C-… hecho
    .ask-command = ¿Qué solicitud? Ej.: C-7F3K. Para ver las abiertas: pendientes
    .ask-result = ¿Qué ocurrió?
    .done = { $command } resuelto como { $result ->
        [done] hecho
        [undone] no hecho
       *[other] { $result }
    }.
command-retry = reintentar { $command }
    .typed = reintentar [command] | repetir [command]
    .about = reintentar C-…
    .ask-command = ¿Qué solicitud? Ej.: C-7F3K.
    .done = { $command } se hizo de nuevo.
command-undo = deshacer { $command }
    .typed = deshacer [command]
    .about = deshacer C-…
    .ask-command = ¿Qué solicitud? Ej.: C-7F3K.
    .done = { $command } se deshizo.
command-compensate = compensar { $what }
    .typed = compensar [what]
    .about = compensar C-… C-… (o 2h)
    .ask-what = ¿Cuáles? Por ejemplo C-7F3K C-9M2D, o 2h para las últimas 2 horas.
    .done = { $what }: compensado.
command-ask-again = pedir de nuevo { $command }
    .typed = pedir de nuevo [command] | pedir [command] de nuevo
    .about = pedir de nuevo C-…
    .ask-command = ¿Qué solicitud? Ej.: C-7F3K. Para ver las abiertas: pendientes
    .done = { $command } se pidió de nuevo.
vote-revoke = revocar la aprobación de { $command }
    .typed = revocar [command] | revocar aprobación de [command] | revocar la aprobación de [command]
    .about = revocar C-…
    .ask-command = ¿Qué solicitud? Ej.: C-7F3K. Para ver las abiertas: pendientes
    .done = su aprobación de { $command } fue revocada.
denial-lift = permitir { $command } de nuevo
    .typed = permitir [command] de nuevo | permitir de nuevo [command] | permitir [command]
    .about = permitir C-… de nuevo
    .ask-command = ¿Qué solicitud? Ej.: C-7F3K.
    .done = lo que pedía { $command } se puede pedir de nuevo.
suspicion-lift = descartar sospecha
    .typed = descartar sospecha | descartar la sospecha | quitar sospecha | quitar la sospecha
    .about = descartar sospecha
    .done = vuelve a regir el perfil habitual de la política.
emergency-declare = declarar emergencia: { $reason }
    .typed = declarar emergencia [reason] | declarar una emergencia [reason] | romper el cristal [reason]
    .about = declarar emergencia MOTIVO
    .ask-reason = ¿Por qué? El equipo lee el motivo, y queda en la evidencia.
    .done = emergencia declarada.
emergency-end = terminar emergencia
    .typed = terminar emergencia | terminar la emergencia | cerrar emergencia
    .about = terminar emergencia
    .done = emergencia terminada. Falta la revisión.
emergency-status = estado de la emergencia
    .typed = estado de la emergencia | emergencia
    .about = estado de la emergencia
emergency-review = revisar emergencia
    .typed = revisar emergencia | revisar la emergencia
    .about = revisar emergencia
    .done = revisado.
refusal-why = por qué me rechazaron
    .typed = por qué me rechazaron | por qué fui rechazado | por qué fui rechazada
    .about = por qué me rechazaron
decisions-show = decisiones de { $person }
    .typed = decisiones de [person] | decisiones [person]
    .about = decisiones de NOMBRE
    .ask-person = ¿Decisiones de quién?

policy-bind = usar política { $pack } { $version } con { $profile }
    .typed = usar política [pack] [version] [profile] | usar la política [pack] [version] [profile] | usar política [pack] [version] con [profile]
    .about = usar política PAQUETE …
    .ask-pack = ¿Qué paquete de políticas?
    .ask-version = ¿Qué versión de él?
    .ask-profile = ¿Qué perfil?
    .done = política { $pack } { $version } con { $profile } en vigor.

evidence-show = evidencia de { $command }
    .typed = evidencia [command] | evidencia de [command] | evidencias de [command]
    .about = evidencia C-…
    .ask-command = ¿Qué solicitud? Ej.: C-7F3K.
people-forget = olvidar a { $person }
    .typed = olvidar a [person] | olvidar [person] | borrar datos de [person]
    .about = olvidar a NOMBRE o TELÉFONO
    .ask-person = ¿A quién?
    .done = datos de { $person } borrados. Quedan ids, horas, tipos y hashes, para verificar la evidencia.
hold-on = activar retención legal: { $reason }
    .typed = activar retención legal [reason] | retención legal activada [reason]
    .about = activar retención legal MOTIVO
    .ask-reason = ¿Por qué? El motivo queda en la evidencia.
    .done = retención legal activada. No se borra nada.
hold-off = desactivar retención legal
    .typed = desactivar retención legal | desactivar la retención legal | levantar retención legal | levantar la retención legal | quitar retención legal
    .about = desactivar retención legal
    .done = retención legal desactivada. Los datos vencidos vuelven a borrarse.
retention-status = estado de la retención
    .typed = estado de la retención | retención
    .about = estado de la retención

## Palabras con sentido propio

word-tomorrow = mañana
word-for = por | durante | dentro de
word-at = a | las | la | el | los | al | en | de | del | día
word-give-up = parar | pare | basta | déjalo | dejarlo | olvídalo | desistir | cancelar
# `word-reply`: cómo se dice sí y no, lo que no decide nada.
word-reply = sí | ok | vale | dale | va | bueno | claro | listo | perfecto | apruebo | aprobar | aprueba | apruebe | aprobado | aprobada | confirmo | confirmar | confirma | confirmado | autorizo | autorizado | acepto | aceptado | adelante | no | niego | deniego | denegar | denegado | rechazo | rechazar | rechazado | espera | espere | ni
# `word-vague` no tiene duración fija; en español 5/6 es siempre el 5 de junio: `day first`.
word-today = hoy
word-after-tomorrow = pasado mañana
word-date-order = day first
word-second = s | seg | segs | segundo | segundos
word-minute = m | min | mins | minuto | minutos
word-hour = h | hr | hrs | hs | hora | horas
word-day = d | día | días
word-week = semana | semanas
word-vague = mes | meses | año | años
word-numbers = un/una/uno | dos | tres | cuatro | cinco | seis | siete | ocho | nueve | diez | once | doce
word-and = y
word-half = y media | y medio
word-half-hour = media hora

## Tarjetas

headline = { $environment } · { $class } · { $name }
sandbox-label = SANDBOX: no se toca nada real
risk-s2 = Riesgo: destructivo
risk-s3 = Riesgo: alto impacto
risk-r3 = Riesgo: recuperación destructiva
change-risk = Riesgo del cambio: { $class ->
    [HIGH] alto
    [MEDIUM] medio
   *[LOW] bajo
  } ({ $because })
    .wide =
        Riesgo del cambio: { $class ->
        [HIGH] alto
        [MEDIUM] medio
       *[LOW] bajo
      }
        ({ $because })
change-risk-concerns = varios asuntos
change-risk-batch = varios a la vez
changes = { $name }: { $before } → { $after }
    .wide =
        { $name }: { $before }
        → { $after }
shows = { $name }: { $value }
    .wide =
        { $name }:
        • { $value }
act-line = Qué ocurre: { $what }
act-of-line = { $name }: { $what }
item-field = { $name } { $field }
nothing = (nada)
asked-by = Solicitado por { $name }
asked-by-program = Por el programa { $name }
proposed-by-agent = Propuesto por { $name }
acted-by-agent = Agente por su cuenta: { $name }
instead-of = Usted responde en lugar de { $name }
group-line = Al menos { $count } con el rol { $role }
until = Hasta el { $at }
confirm-by = Confirme antes del { $at }
    .wide =
        Confirme
        antes del { $at }
until-within = Hasta el { $at } ({ $span })
    .wide =
        Hasta el { $at }
        (en { $span })
policy-line = Política: { $policy }, { $pack } { $version }
    .wide =
        Política: { $policy }
        ({ $pack } { $version })
quorum-line = Deben aprobar { $needed } personas
emergency-line = EMERGENCIA: { $needed ->
    [1] basta una aprobación
   *[other] bastan { $needed } aprobaciones
  }
no-step-up = Aquí no se pide segundo factor.
code-line = CÓDIGO: los 6 dígitos de su app
code-line-lately = (no hace falta { $span } tras el último)
code-line-none = Aún no tiene app de autenticación.
code-line-waits = Su nueva app espera a un admin.
nobody-else-asked = Nadie más tiene que aprobarlo.
option-confirm = 1 - Confirmar
option-confirm-word = 1 { $word } - Confirmar
option-abort = 2 - Desistir
digest-title = { $environment } · { $count ->
    [1] 1 solicitud le espera
   *[other] { $count } solicitudes le esperan
  }
digest-later = { $count } más en el próximo mensaje.
digest-item = { $number }) { $class } · { $name }
digest-news = Mientras tanto:
digest-news-title = { $environment } · { $count ->
    [1] Novedad de 1 solicitud
   *[other] Novedades de { $count } solicitudes
  }
digest-line = { $name } · { $what }: { $how }
    .wide =
        { $name } · { $what }
        • { $how }
digest-count = { $how }: { $count }
digest-count-named = { $how }: { $count } ({ $names })
    .wide =
        { $how }: { $count }
        • { $names }
digest-counted-hint = Lo que está abierto: pendientes. Una de ellas: mostrar C-…
digest-not-asked = { $name }: ya no depende de usted
digest-waits = le espera hasta el { $at }
digest-done = hecho, aprobado por { $names }
digest-denied = denegado por { $names }
digest-denied-because = denegado por { $names }: { $reason }
digest-expired = no aprobado a tiempo
digest-withdrawn = retirado
option-approve = 1 { $token } - Aprobar
option-approve-code = 1 { $token } CÓDIGO - Aprobar
option-deny = 2 { $token } - Denegar (motivo opcional)
option-confirm-named = 1 { $name } - Confirmar
option-confirm-named-word = 1 { $name } { $word } - Confirmar
option-abort-named = 2 { $name } - Desistir
numbered = { $number } - { $text }
listed = • { $text }

## Nombres de campos, y valores que son palabras: lo que no está aquí aparece como es

label-order = pedido
label-reason = motivo
label-unit = unidad
label-lifetime = plazo de vida
label-expires = caduca
label-field = campo
label-value = valor
label-owner = responsable
label-command = solicitud
label-span = duración
label-part = parte
label-of = cuál
label-person = persona
label-scope = ámbito
label-means = significa
label-role = rol
label-other-role = otro rol
label-id = id
label-phone = teléfono
label-until = hasta
label-result = resultado
label-what = qué
label-pack = paquete
label-version = versión
label-profile = perfil
label-status = estado
label-customer = cliente
label-total = total
label-kind = tipo
label-revision = revisión
label-handed-on-in = traspasada en
label-handed-on-by = traspasada por
label-revision-there = revisión de origen
label-ticket = ticket
label-kind-there = tipo de origen
label-count = cantidad
label-enabled = activo
label-replicas = réplicas
label-banner = aviso
label-creation = creación
label-deletion = eliminación
label-lifecycle = crear o borrar
label-compute = capacidad
label-identity = identidad
label-location = lugar
label-source = origen
label-digest = hash
label-replayed = solicitudes reevaluadas
label-decided-differently = decididas de otro modo
label-newly-need-approval = pasan a pedir aprobación
label-need-more-approvers = piden más aprobadores
label-need-fewer-approvers = piden menos aprobadores
label-approvers = aprobadores
label-second-factor = segundo factor
label-decided-by = decidido por
label-rights-decided-by = derechos decididos por
label-no-longer-need-approval = ya no piden aprobación
label-newly-refused = pasan a rechazarse
label-locked-by = activado por
label-stays-locked = sigue bloqueado
label-locked-since = bloqueado desde
label-replaces-app-of = reemplaza la app en uso desde
label-name = nombre
label-lockdown = bloqueo
label-covers = abarca
label-legal-hold = retención legal
label-delegated-to = delegado a
label-own-right-to-approve = derecho propio a aprobar
label-rights = derechos
value-status-open = abierto
value-status-cancelled = cancelado
value-part-connector = conector
value-part-class = clase
value-part-tenant = inquilino
value-part-agent = agente
value-enabled-true = sí
value-enabled-false = no
value-kind-there-other = distinto del de aquí
value-result-done = hecho
value-result-undone = no hecho
value-role-requester = solicitante
value-role-approver = aprobador
value-role-admin = admin
value-role-auditor = auditor
value-role-observer = observador
value-role-security = seguridad
value-role-owner = responsable
value-second-factor-each = cada vez
value-second-factor-none = ninguno
value-locked-by-another-tenant = otro inquilino
value-stays-locked-that-tenant = ese inquilino
value-lockdown-on = activado
value-lockdown-off = desactivado
value-covers-everything = todo
value-own-right-to-approve-none = ninguno
value-own-right-to-approve-part = en parte
value-legal-hold-on = activada
value-legal-hold-off = desactivada
value-rights-in-force = en vigor
value-rights-suspended = suspendidos
value-rights-suspended-by-admin = suspendidos por un admin
value-rights-suspended-identity-changed = número o clave cambió
value-rights-suspended-not-proven = código no escrito aún
value-rights-suspended-number-unseen = número oculto en WhatsApp
value-rights-erased = borrados

## Cómo se llaman políticas de aprobación, ámbitos, reglas y congelamientos; los `titles` de un paquete van antes

value-scopes-orders-write = cambiar pedidos
value-scopes-config-write = cambiar configuraciones
value-scopes-admin-approve-destructive = aprobar acciones destructivas
value-scopes-admin-approve-high-impact = aprobar acciones de alto impacto
value-scopes-admin-approve-recovery = aprobar recuperaciones
value-scopes-admin-lockdown = activar y desactivar bloqueo
value-scopes-admin-people = gestionar personas
value-scopes-admin-policy = gestionar la política
value-scopes-audit-read = leer la evidencia
value-scopes-admin-all = administrar todo
value-approvals-destructive = destructiva
value-approvals-high-impact = alto impacto
value-approvals-recovery = recuperación
value-approvals-people = derechos
value-approvals-enrolment = autenticador
value-approvals-joint = conjunta
value-approvals-change = cambio
value-approvals-two-groups = dos grupos
value-rules-large-amount = importe alto
value-rules-at-night = de noche
value-rules-medium-risk = riesgo medio
value-rules-high-risk = riesgo alto
value-rules-high-risk-in-prod = riesgo alto en prod
value-rules-many-at-once = muchos a la vez
value-rules-test-orders = pedidos de prueba
value-rules-config-above-test = configuración por encima de test
value-rules-config-in-prod = configuración en prod
value-freezes-weekend = fin de semana
value-freezes-year-end = fin de año
either = { $one } o bien { $other }

## Qué ocurrió

not-done = No se hizo: { $what }
done = Hecho: { $what }
failed = Falló: { $what }
uncertain = No se sabe si ocurrió: { $what }
uncertain-next = Compruébelo en el sistema y escriba:
uncertain-done = resolver { $name } hecho
uncertain-undone = resolver { $name } no hecho
uncertain-redefined = Su definición se editó con Aval detenido. No se volvió a intentar.
uncertain-after-restart = Aval se reinició durante la ejecución.
ticket-used-up = { $unit } está ahora como en el ticket.
ticket-next =
    El próximo mensaje es el ticket. Péguelo entero en { $environment }.
    Solo se puede usar una vez, hasta el { $until }.
ticket-paste = promover config { $ticket }
waiting-for = En espera de { $needed ->
    [1] una aprobación de: { $names }
   *[other] { $needed } aprobaciones de: { $names }
  }
without-app = Aún sin app de autenticación: { $names }
withdraw-hint = Para retirarlo: cancelar { $name }
retry-hint = Para probar de nuevo: reintentar { $name }
continue-hint = Para seguir con el resto: compensar { $names }
granted-by = { $name } aprobó: { $what }
in-place-of = { $name } (en lugar de { $absent })
denied-by = { $name } lo denegó.
denied-by-because = { $name } lo denegó: { $reason }
you-denied = Usted denegó: { $what }
escalated-early = Pocas personas recibieron la solicitud. Ahora también se envió a: { $names }
escalated = Pasó la mitad del plazo. Ahora también se envió a: { $names }
progress = Aprobaciones: { $count } de { $needed }
progress-granted = Aprobado por { $names }
progress-void = Ya no cuenta: { $names }
progress-unable = Ya no puede responder: { $names }
progress-missing = Sin respuesta: { $names }
progress-unreceived = { $count } de { $needed } { $needed ->
    [1] aprobador
   *[other] aprobadores
  } no { $count ->
    [1] recibió
   *[other] recibieron
  } la solicitud: { $names }
card-failed =
    La solicitud no se pudo enviar a { $name } ({ $why }).
    Quien lo pidió puede escribir: cancelar { $command }, y después pedirlo de nuevo.
card-failed-unsaid = sin motivo indicado
card-never-wrote =
    { $name } nunca escribió a este número, por eso no se le puede enviar nada.
    Basta que { $name } mande un mensaje aquí; después, pídalo de nuevo.
progress-groups = Todavía falta: { $roles }
rejected-approval-denied = La aprobación fue denegada.
rejected-approval-expired = No se aprobó a tiempo. Quien lo pidió puede pedirlo de nuevo.
rejected-confirmation-expired = No se confirmó a tiempo. Si aún lo necesita, pídalo de nuevo.
rejected-cancelled = Se retiró.
rejected-unauthorized = Falta un derecho. { $reader ->
    [only-admin] Vea
   *[other] Avise a { one-admin } o vea
  }: quién puede aprobar { $name }
rejected-requester-unauthorized = Quien lo pidió no tiene derecho a ello. { ask-admin }
rejected-rights-changed = Cambiaron derechos de quien pidió o aprobó. Hay que pedirlo de nuevo.
rejected-policy-missing = Ninguna política lo cubre: se rechazó. { $reader ->
    [admin] Para adoptar otra: usar política
    [only-admin] Para adoptar otra: usar política
   *[other] Hable con un admin.
  }
rejected-policy-unreadable = No se puede leer la política: se rechazó. Vea: estado
rejected-locked-down = Este entorno está bloqueado. Vea: estado del bloqueo
    .then = En ese momento había un bloqueo. Pídalo de nuevo cuando termine.
rejected-policy-changed = Cambió la acción o la política. Hay que pedirlo de nuevo.
rejected-rate-limited = Hizo demasiadas solicitudes: { $most } en { $within }. Pídalo más tarde.
rejected-open-requests = Límite de { $most } solicitudes abiertas. Espere o retire una. Vea: pendientes
rejected-rate-limited-tenant = Demasiadas solicitudes en { $tenant }: { $most } en { $within } (total). Pídalo más tarde.
rejected-rate-limited-class = Demasiadas solicitudes { $class }: { $most } en { $within } (total). Pídalo más tarde.
rejected-frozen = El congelamiento «{ $freeze }» rige { $until } (política { $pack } { $version }). Pídalo de nuevo después.
    .then = En ese momento regía el congelamiento «{ $freeze }» (política { $pack } { $version }). Pídalo de nuevo después.
rejected-forbidden = Una regla de la política lo prohíbe. Vea: por qué me rechazaron
rejected-denied-before = Se denegó a menudo. Un admin debe escribir: permitir { $name } de nuevo
blocked = No se aprobó a tiempo. Quien lo pidió puede escribir: pedir de nuevo { $name }
state-blocked = vencido; quien lo pidió puede escribir: pedir de nuevo { $name }
reminder = Sigue pendiente de usted: { $what }, hasta el { $at }
approval-revoked = { $name } revocó su propia aprobación: { $what }
own-request-denied = Usted mismo pidió { $name }. Otro admin debe permitirlo.
revoked-too-often = { $name } se envió demasiadas veces: su aprobación queda. Quien lo pidió puede retirarlo.
sandbox-cannot-decide = Esto afecta a todo el entorno. Desde un sandbox no se puede pedir.
resolved-done = Una persona dice que ocurrió.
resolved-undone = Una persona dice que no ocurrió.
bulk-stopped =
    Se detuvo en { $at }.
    Hecho: { $done_count ->
        [0] nada.
       *[other] { $done }.
    }
    Sin empezar: { $left_count ->
        [0] nada.
       *[other] { $left }.
    }
bulk-left =
    Una persona dice que { $at } se deshizo.
    Hecho: { $done_count ->
        [0] nada.
       *[other] { $done }.
    }
    Sin empezar: { $left_count ->
        [0] nada.
       *[other] { $left }.
    }
rejected-impossible = Ahora no se puede hacer con este objetivo.
rejected-quota-reached = Se agotó la cuota de unidades del agente. Elimine algunas o auméntela.
rejected-unavailable = El sistema no respondió. Pruebe más tarde.
rejected-definition-changed = Su definición cambió después de pedirlo. Hay que pedirlo de nuevo.
rejected-record-changed = Registro y evidencia no coinciden; no se hizo nada. Espere a un admin.
state-proposed = en preparación
state-confirmation-requested = en espera de confirmación
state-authorized = autorizado
state-approval-required = en espera de aprobación
state-approval-requested = en espera de aprobación
state-approval-granted = aprobado
state-approval-denied = denegado
state-started = en ejecución
state-uncertain = incierto
state-unclear = incierto; compruébelo y escriba: resolver { $name } hecho, o no hecho
state-succeeded = hecho
state-failed = falló
state-rejected = rechazado
state-line = Etapa: { $state }

## Negativas: qué, por qué y qué hacer

# `$reader` is `admin` where the reader is one, and `only-admin` where nobody else is.
one-admin = { $reader ->
    [admin] otro admin
   *[other] un admin
  }
ask-admin = { $reader ->
    [admin] Hable con otro admin.
    [only-admin] Usted es el único admin. En el servidor: aval people admin NOMBRE
   *[other] Hable con un admin.
  }
stranger = Este número es solo para personas registradas. Hable con un admin.
you-are-suspended = Sus derechos están suspendidos. { $reader ->
    [only-admin] En el servidor: aval people restore { $person }
   *[other] Pida a { one-admin } que los restaure.
  }
form-voice = Las notas de voz nunca confirman ni aprueban nada. Escríbalo, por favor.
form-media = Imágenes y archivos no confirman ni aprueban nada. Escríbalo, por favor.
form-reaction = Las reacciones no confirman ni aprueban nada. Escriba la respuesta.
form-poll = Las encuestas no confirman ni aprueban nada. Escriba la respuesta.
form-edit = Editar un mensaje no cambia nada. Envíe uno nuevo, por favor.
form-forward = Un mensaje reenviado no confirma ni aprueba nada. Escríbalo, por favor.
form-other = Aquí solo vale el texto escrito.
too-long = Texto demasiado largo: { $most } caracteres como máximo.
too-late = Este mensaje llegó demasiado tarde. Envíelo de nuevo, por favor.
other-tenant = { $named } no es suyo: aquí usted actúa en { $own }. No se hizo nada.
same-id-other-content = Dos textos con el mismo id: vale el primero. Envíe otro mensaje.
same-id-enough = Otros así en esta hora quedan sin respuesta.
not-settled = No se hizo nada: no se pudo guardar la evidencia. Pruebe en un minuto.
not-understood = No lo entendí. Escriba menú o ayuda.
words-decide-nothing = Un sí o un no en palabras no vale; solo valen los números.
did-you-mean = ¿Quiso decir: { $text }?
given-up = De acuerdo, la pregunta se cerró.
nothing-open = No hay ninguna pregunta abierta para usted aquí. Vea: pendientes
nothing-open-named = { $name } no espera su confirmación. Vea: pendientes
open-elsewhere = { $name } espera en el chat en que lo pidió. Responda allí.
token-needed = Aprobar: 1 TOKEN. Denegar: 2 TOKEN. El token está en la solicitud.
token-needed-code = Aprobar: 1 TOKEN CÓDIGO. Denegar: 2 TOKEN. El CÓDIGO está en su app.
nothing-decided = Aún no se decidió nada. Escriba solo lo que va antes del guion:
replies-to-another = El mensaje al que respondió trata de otra cosa. Está abierto:
already-answered = Eso ya se respondió.
say-just = Escriba solo { $word }, y nada más.
acknowledge-by-name = Esto es { $word }. Para confirmar, escriba: { $typed }
proposed-answer-by-name = Esto lo propuso un agente. Responda con el nombre de la solicitud:
sent-before-shown = Respondió antes de ver esto. Use el nombre de la solicitud:
sent-before-lockdown = Esto llegó antes de un bloqueo. Mírelo otra vez y responda de nuevo.
sent-before-suspension = Esto llegó antes de suspenderse sus derechos. Responda de nuevo.
several-open = Hay varias preguntas abiertas. ¿Cuál?
numbers-later = Responda antes a la pregunta de abajo. Después, a esta con 1 o 2.
meant-elsewhere = Su respuesta puede ser para otra cosa. Use el nombre de la solicitud:
no-such-number = No hay línea { $number }. Escriba un número de la lista.
no-such-command = No existe { $name } que usted pueda ver. Vea: pendientes
only-requester-withdraws = Solo quien pidió { $name } puede retirarlo.
too-late-to-withdraw = { $name } ya no se puede retirar: { $state }
too-few-approvers = { $needed ->
    [1] Hace falta 1 aprobador
   *[other] Hacen falta { $needed } aprobadores
  } y { $count ->
    [0] no hay ninguno
   *[other] solo hay { $count }
  }.
more-approvers = { $reader ->
    [admin] Para sumar a alguien: dar rol { $role } a NOMBRE
   *[other] { ask-admin }
  }
no-more-approvers = En un bloqueo no se suma a nadie.
too-few-can-lift = { $reader ->
    [only-admin] En el servidor: aval people admin NOMBRE
   *[other] En un bloqueo no se suma a nadie.
  }
not-entitled = Sus derechos no incluyen: { $scopes }. { ask-admin }
    .wide =
        Sus derechos no incluyen:
        • { $scopes }
        { ask-admin }
token-unknown = No conozco este token. Cópielo de la solicitud más reciente.
token-not-yours = Este token no es suyo. Use el de la solicitud que recibió.
token-void = Este token ya no vale. { $name }: { $state }
tries-left = { $count ->
    [1] Una respuesta incorrecta más bloquea sus respuestas.
   *[other] { $count } respuestas incorrectas más bloquean sus respuestas.
  }
answers-locked = Demasiadas respuestas incorrectas. Espere hasta el { $until }.
approvals-suspended = Aprobaciones suspendidas. Un admin debe escribir: reanudar aprobaciones
approvals-not-suspended = Las aprobaciones no están suspendidas.
not-an-approver = Sus derechos no incluyen: { $scope }. { ask-admin }
code-missing = Falta el código de su app de autenticación: 1 TOKEN CÓDIGO
code-not-enrolled = Necesita una app de autenticación. { $reader ->
    [admin] En el servidor
    [only-admin] En el servidor
   *[other] Pida a un admin que ejecute
  }: aval people enrol { $person } --env { $environment }
code-waits = Su app de autenticación aún no está en uso: un admin debe aprobarla.
code-wrong = Código incorrecto. Escriba el que su app muestra ahora.
code-used = Ese código ya se usó. Espere el siguiente en su app.
code-used-not-needed = Ese código ya se usó. Ahora no hace falta ninguno: envíe solo el token.
code-recovery-used = Ese código de recuperación ya se usó. Use otro, o su app.
code-no-code = Lo que sigue al token no es un código. Escriba solo 1 y el token.
replay-granted = Usted ya aprobó esto (el { $at }).
revoke-hint = Para revocar la aprobación: revocar { $name }
replay-revoked = Usted revocó esa respuesta. Use el token de la solicitud más reciente.
replay-not-in-place = Esa respuesta ya no vale: usted ya no responde en lugar de esa persona.
replay-denied = Usted ya denegó esto (el { $at }).
give-up-hint = (o: parar)
begins-a-command = «{ $text }» empieza un comando. Escríbalo entero, o ponga comillas.
slot-id = Escriba una sola palabra: un nombre o un número.
slot-text = Escriba al menos un carácter, y como máximo { $most }.
slot-number = Escriba un número de { $low } a { $high }.
slot-number-two-ways = { $text } se puede leer de dos maneras. Escriba { $whole } o { $fraction }.
slot-choice = Elija uno de estos: { $options }
slot-person = Aquí nadie se llama { $text }. Revise el nombre.
slot-person-several = Varias personas se llaman { $text }. Escriba uno de estos nombres: { $people }
slot-command = El nombre de una solicitud es como C-7F3K.
slot-scope = Un ámbito es como admin.approve.recovery.
slot-phone = Un teléfono es como +5511900000001.
slot-moment = Escríbalo así: viernes 18:00, mañana 9:00, 2026-01-09 18:00, por 2h.
slot-moment-two-ways = { $text } se puede leer de dos maneras. Escriba { $day_first } o { $month_first }.
slot-moment-hour = { $text }: ¿una hora o una duración? Escriba { $clock }, o: por { $span }
slot-targets = Escriba nombres como C-7F3K C-9M2D, o un período como 2h.
slot-span = Escriba la duración así: 30m, 2 horas o 7 días.

grant-already = { $name } ya tiene { $scope }.
grant-not-there = { $name } no tiene concesión de { $scope } que revocar (roles: { $roles }).
role-not-there = { $name } no tiene el rol { $role } (roles: { $roles }).
scope-unknown = No hay ámbito { $scope }; conocidos: { $scopes }.
role-unknown = No hay rol { $role }; conocidos: { $roles }.
already-suspended = Los derechos de { $name } ya están suspendidos.
not-suspended = Los derechos de { $name } no están suspendidos.
nothing-to-activate = Ninguna app de autenticación de { $name } espera aprobación.
another-app-shown = Hay una app más nueva de { $name }. Solo vale la última solicitud.
app-asked-already = Esta app ya espera respuesta: { $command }. Use el token de esa solicitud.
roles-stay = { $name } mantiene estos roles: { $roles }. No indique el rol.
already-enrolled = { $name }, o ese teléfono, ya tiene registro.
person-id-wrong = { $id } no sirve de id. Use a-z sin acento, 0-9, - y _, con letra inicial.
id-reserved = En la evidencia, { $id } indica otra cosa. Elija otro id.
notice-rights = { $environment } · Por { $by }: { $what }
delegation-unknown = Esta política no permite delegaciones.
delegation-self = Es usted. Indique a otra persona.
delegation-long = Como máximo { $most } desde ahora. Indique un fin anterior.
delegation-none = Nadie responde en su lugar.
delegation-notice =
    { $environment } · Usted responde a aprobaciones en lugar de { $name }
    hasta el { $until }.
delegation-ended = { $environment } · Usted ya no responde en lugar de { $name }.
delegation-over =
    { $environment } · La delegación en { $name } terminó.
    Usted vuelve a responder por sí.
delegate-replaced =
    { $delegate } ya no responde en lugar de { $name }.
    Ahora se envió a: { $next }.
delegate-removed = { $delegate } ya no responde en lugar de { $name }, y nadie sustituye.
now-asked-too = Ahora también se envió a: { $names }.
until-past = Ese momento ya pasó. Indique otro.
only-requester-asks-again = Solo quien pidió { $name } puede pedirlo de nuevo.
not-blocked = No hace falta pedir { $name } de nuevo: { $state }
no-vote-of-yours = Usted no tiene aprobación de { $name } que revocar.
too-late-to-revoke = Su aprobación de { $name } ya no se puede revocar: { $state }
not-to-retry = { $name } no se puede reintentar: { $state }
ended-ask-again = { $name } ya terminó: { $state }. Haga una solicitud nueva.
unclear-resolve-first = { $name } sigue incierto. Compruébelo y escriba: resolver { $name } hecho, o no hecho
not-to-undo = { $name } no se puede deshacer: { $state }
words-erased = { $what }; el texto se borró, pues pasó el plazo de conservación
erased-not-undone = { $name } es demasiado antiguo para deshacer: el texto se borró. Haga una solicitud nueva.
no-undo = { $name } es de un tipo que no se puede deshacer.
undo-instead = Para deshacerlo: deshacer { $name }
retried-by = El nuevo intento es { $name }.
not-yours-to-recover = Sus derechos no incluyen lo que { $name } exige. { ask-admin }
nothing-to-compensate = No hay nada que compensar.
undone-already = { $name } ya se deshizo: { $by }.
being-undone = { $name } se está deshaciendo con { $by }. Espere a que termine.
undone-by = Lo deshizo { $by }.
too-many-to-compensate = Es demasiado de una vez: { $most } como máximo.
not-yours-to-resolve = Solo quien pidió { $name }, o quien aprueba recuperaciones, puede resolverlo.
not-uncertain = { $name } no está incierto: { $state }
no-suspicion = No hay sospecha que descartar.
notice-suspicion = { $environment } · Muchas respuestas incorrectas: rige ahora un perfil más estricto. Para quitarlo: descartar sospecha
emergency-lasts = Dura { $span }.
emergency-off = Esta política no permite emergencias.
emergency-open-already = Ya hay una emergencia abierta, o en espera de revisión.
emergency-none = No se declaró ninguna emergencia.
emergency-notice =
    { $environment } · EMERGENCIA declarada por { $by }: { $reason }
    Hasta el { $until }, { $needed ->
        [1] basta 1 aprobación.
       *[other] bastan { $needed } aprobaciones.
    }
    Todo queda registrado y se revisará.
emergency-over = { $environment } · la emergencia terminó.
review-hint = { $needed ->
    [1] 1 persona que no la declaró debe
   *[other] { $needed } personas que no la declararon deben
  } escribir: revisar emergencia
emergency-is-off = { $environment } · sin emergencia.
emergency-is-on = { $environment } · EMERGENCIA hasta el { $until }, por { $by }: { $reason }
emergency-in-review = { $environment } · emergencia de { $by } ({ $reason }): revisiones hasta ahora: { $count }
review-none = No hay nada que revisar.
review-too-early = La emergencia sigue abierta. Revísela cuando termine.
review-not-own = Quien la declaró no puede revisarla.
review-again = Usted ya la revisó.
review-more = Revisado. { $count ->
    [1] Falta 1 revisión más.
   *[other] Faltan { $count } revisiones más.
  }
review-closed = Revisado y cerrado.

## Preguntas y respuestas

menu-title = { $environment } · { $name }, usted puede pedir:
menu-hint = Escriba un número o las palabras. Todo: ayuda
help-grammar = Pida con palabras. 1 confirma, 2 desiste. Con el token de una solicitud: 1 aprueba, 2 deniega.
answer-title = { $environment } · { $what }
status-title = { $environment } · { $instance }
status-open = { $count ->
    [0] Ninguna solicitud abierta.
    [1] Una solicitud abierta.
   *[other] { $count } solicitudes abiertas.
  }
status-evidence = { $count ->
    [1] 1 registro de evidencia
   *[other] { $count } registros de evidencia
  }
status-load = En espera de respuestas de: { $each }
status-suspended = Las aprobaciones están suspendidas.
status-place-failing = { $place } no recibe nada desde el { $since } ({ $why }).
report-title = { $environment } · informe de { $span }
report-none = No se pidió nada en ese período.
report-total = { $count ->
    [1] Una solicitud
   *[other] { $count } solicitudes
  }
report-outcomes = hechas { $done }, fallidas { $failed }, rechazadas { $refused }, abiertas { $open }
report-classes = por clase: { $each }
report-approver = { $name } aprobó { $granted }, denegó { $denied }
report-cut = Solo se cuentan las { $count } más recientes.
report-period = del { $since } al { $until }
report-timeline = Solicitudes a lo largo del tiempo
report-by-class = Por clase
report-by-outcome = Por resultado
report-by-approver = Por aprobador
report-done = hechas
report-failed = fallidas
report-refused = rechazadas
report-open = abiertas
report-granted = aprobó
report-denied = denegó
pending-title = { $environment } · solicitudes abiertas
pending-none = Nada abierto para usted.
pending-yours = A la espera de su respuesta: { $names }
pending-line = { $name } · { $class } · { $what }
    .wide =
        { $name } · { $class }
        • { $what }
can-approve = { $needed ->
    [1] Una aprobación de: { $names }
   *[other] { $needed } aprobaciones de: { $names }
  }
scopes-title = { $environment } · { $name }: { $roles }
scopes-suspended = Estos derechos están suspendidos ahora.
scopes-delegated = { $name } responde en lugar de esa persona hasta el { $until }
refusal-none = No se le rechazó nada recientemente.
decisions-title = { $environment } · decisiones de { $name }
decisions-none = Aún no hay decisiones.
nobody-can-approve = Nadie puede aprobar esto ahora. { ask-admin }
needs-no-approval = No necesita aprobación.
audit-title = { $environment } · evidencia desde el { $since }
    .wide =
        { $environment } · evidencia
        desde el { $since }
audit-none = Ninguna evidencia en ese período.
audit-time = { $time }:
audit-line = { $type } { $actor }
    .wide =
        { $type }
        • { $actor }
audit-line-of = { $type } { $actor } { $name }
    .wide =
        { $type }
        • { $actor } { $name }
audit-more = … y { $count } más
audit-many = … y al menos { $count } más
evidence-proof = Registros { $first } a { $last } de { $size }, último { $hash }, raíz { $root }
verify-title = { $environment } · evidencia
verify-ok = ok { $count } { $count ->
    [1] registro
   *[other] registros
  }, último hash { $head } ({ $tenant })
verify-bad = ROTA en { $seq } ({ $tenant }): { $what ->
    [edited] algo se editó después de escrito, o está dañado
    [removed] se quitaron registros, o volvió un archivo antiguo
    [added] se insertaron, movieron o copiaron registros
    [erased] lo que borró la retención no coincide con su registro
    [rewritten] el pasado se reescribió después de firmado
    [note] un punto de control en ella no prueba nada
    [command] el registro de un comando no coincide con la evidencia
    [vote] se cuenta una respuesta que nadie dio
    [settings] el bloqueo o la política no es lo que se decidió
    [counts] se editó la cuenta de un límite
   *[other] el archivo está dañado
  }
verify-bad-more = y { $count } { $count ->
    [1] ruptura más
   *[other] rupturas más
  }
verify-bad-hint = Guarde una copia del archivo. En el servidor: aval verify. Para parar todo: activar bloqueo MOTIVO
evidence-changed = ALTERADO después de escrito: { $seqs }. Ya no prueba nada. Pida a un auditor: verificar evidencias
command-changed = { $name } · ALTERADO en el archivo, no por Aval. No se muestra ni se hace. Auditores: verificar evidencias
commands-changed = ALTERADOS en el archivo, no por Aval, y no mostrados: { $names }. Auditores: verificar evidencias
policy-title = { $environment } · política { $pack } { $version }
policy-profile = Perfil { $profile }
policy-digest = Hash { $digest }
policy-evidence = Último cambio: evidencia { $id }
policy-none = No se puede leer ninguna política: { $error }
lockdown-stays = Falta gente para desactivarlo luego.
lockdown-stays-hint = O bien: bloquear todo por 2h MOTIVO
lockdown-not-whole = Solo está bloqueada una parte. Para desbloquearla: desbloquear { $what }
lockdown-is-off = { $environment } · abierto. Sin bloqueo.
lockdown-is-on = { $environment } · BLOQUEO desde el { $since } por { $by }: { $reason }
lockdown-failed-start = { $environment } · BLOQUEADO: no se puede leer la política. { $error }
notice-message-changed = { $environment } · Un mensaje en espera se alteró en el archivo, no por Aval. No se envió. Ejecute: aval verify
lockdown-record-changed = { $environment } · BLOQUEADO: el archivo se alteró, no por Aval. Restaure una copia. Más: aval verify
lockdown-notice-on = { $environment } · BLOQUEO por { $by }: { $reason }. Nada empieza hasta que se desactive.
lockdown-notice-off = { $environment } · bloqueo desactivado por { $by }.
lockdown-notice-kept = { $environment } · { $by } desactivó el bloqueo, menos el de ustedes. Para desactivarlo: desbloquear inquilino { $of }
lockdown-is-on-until = { $environment } · BLOQUEO desde el { $since } por { $by }, hasta el { $until }: { $reason }
lockdown-notice-on-until = { $environment } · BLOQUEO por { $by } hasta el { $until }: { $reason }. Nada empieza antes.
lockdown-done-until = Hecho: bloqueo activado. Nada empieza antes del { $until }.
lockdown-over = { $environment } · El bloqueo terminó: venció el plazo. Se aceptan solicitudes de nuevo.
another-tenant = otro inquilino
reason-hidden = motivo no mostrado
lockdown-of-connector = conector { $of }
lockdown-of-class = clase { $of }
lockdown-of-tenant = inquilino { $of }
lockdown-of-agent = agente { $of }
lockdown-until = hasta el { $at }
lockdown-open-ended = hasta que se desactive
lockdown-part-is-on = { $environment } · BLOQUEO: { $what }, desde el { $since }, por { $by }, { $until }: { $reason }
lockdown-part-notice = { $environment } · BLOQUEO: { $what }, por { $by }, { $until }: { $reason }. El resto sigue.
lockdown-part-lifted = { $environment } · bloqueo desactivado por { $by }: { $what }
lockdown-part-over = { $environment } · El bloqueo terminó: venció el plazo. Parte: { $what }
lockdown-part-already = Ya está bloqueado, por el mismo tiempo o más: { $what }
lockdown-part-is-off = No está bloqueado: { $what }
lockdown-part-of-others = Solo lo desbloquean personas del inquilino afectado, o del que lo bloqueó: { $what }
lockdown-no-such-part =
    No hay nada con ese nombre.
    Conectores: { $connectors }.
    Clases: { $classes }.
    Inquilinos: { $tenants }.
lockdown-agents = Agentes: { $agents }.
rejected-locked-part = Un bloqueo cubre esto. Vea: estado del bloqueo
    .then = Un bloqueo cubría esto. Pídalo de nuevo cuando termine.
rejected-locked-since = Un bloqueo anuló una aprobación. Hay que pedirlo de nuevo.
locked-now = BLOQUEO: un sí ahora cierra la
locked-now-no-effect = solicitud, y no se hace nada.
suspended-now = Las aprobaciones están suspendidas.
stopped-by-lockdown = Un bloqueo llegó antes; no pasó nada. Pídalo de nuevo cuando termine.
stopped-by-expiry = El plazo venció antes del inicio. No pasó nada. Pídalo de nuevo.
stopped-by-policy = Un congelamiento o una regla de la política empezó antes. No pasó nada. Pídalo de nuevo después.
unclear-under-lockdown = Hubo un bloqueo. Puede haberse enviado antes de reiniciarse Aval, y aún puede llegar.
unclear-past-expiry = El plazo venció. Puede haberse enviado antes de reiniciarse Aval, y aún puede llegar.
unclear-under-policy = La política lo prohíbe ahora. Puede haberse enviado antes de reiniciarse Aval, y aún puede llegar.
denied-ask-again = { $name } se denegó después de aprobado. Haga una solicitud nueva.
locked-ask-again = Un bloqueo llegó tras aprobarse { $name }. Haga una solicitud nueva.
unclear-ask-again = No se sabe si { $name } ocurrió: sin reintento. Haga una solicitud nueva.
record-changed = Registro y evidencia no coinciden; no se hizo nada. Espere a un admin.
stopped-ask-again = { $name } se detuvo antes del inicio. Haga una solicitud nueva.
notice-agent-locked = { $environment } · El agente { $name } insiste en lo que es solo de personas. Bloqueado hasta el { $until }.
notice-locked = { $environment } · Demasiadas respuestas incorrectas de { $name }: por un tiempo no se aceptan.
notice-record-changed = { $environment } · { $name } se detuvo: registro y evidencia no coinciden. Ejecute: aval verify
notice-suspended = { $environment } · Demasiadas respuestas incorrectas: aprobaciones suspendidas. Para aceptarlas: reanudar aprobaciones
notice-resumed = { $environment } · Las aprobaciones se aceptan de nuevo.
no-such-pack = No hay tal paquete de políticas o perfil; paquetes conocidos: { $packs }
policy-in-force = Ya está en vigor: { $pack } { $version }, { $profile }
notice-policy = { $environment } · { $by } adoptó la política { $pack } { $version }, { $profile }.
notice-drift =
    { $environment } · Desvío de política: rige ahora { $pack } { $version }, { $profile }, y nadie la cambió por mensaje.
    Si no fue idea de ustedes: activar bloqueo MOTIVO
notice-redefined =
    { $environment } · Cambió desde el último arranque: { $names }{ $more ->
        [0] .
       *[other] {" "}y { $more } más.
    }
    Nadie lo aprobó por mensaje. Si no fue idea de ustedes: activar bloqueo MOTIVO
notice-unit-expired = { $environment } · { $unit } caducó. Nadie la tocó durante { $span }.
notice-unit-expired-back = Para restaurarla: restaurar config { $unit }
notice-egress = { $environment } · Un conector intentó llegar a { $host }, que no está declarado. Se impidió.
challenge-code =
    Diga este código a { $name } de viva voz, nunca por mensaje:
    Código: { $code }
    Solo { $name } lo escribe, a este número, desde su propio teléfono, hasta el { $until }.
challenge-wrong = Este código es incorrecto o venció. Hable con el admin que se lo dio.
challenge-not-yours = Este código es de otra persona: este teléfono es de { $name }.
challenge-done =
    { $environment } · Hola, { $name }: desde ahora este teléfono es suyo aquí.
    Para ver lo que puede pedir: menú
challenge-unseen =
    { $environment } · El código es correcto, { $name }.
    WhatsApp no muestra su número aquí.
    Sus derechos quedan suspendidos hasta que lo muestre, o hasta que un admin los restaure.
not-proven-yet = { $name } aún no escribió el código. Para darle otro: registrar { $id } TELÉFONO
notice-enrolled = { $environment } · { $name } escribió el código desde su teléfono y ya tiene registro.
notice-number-unseen =
    { $environment } · { $name } escribió el código, pero WhatsApp no muestra desde qué número.
    Confirme de viva voz y escriba: restaurar derechos de { $name }
notice-challenge-over =
    { $environment } · { $name } no escribió el código a tiempo.
    Para dar otro, registre de nuevo a esa persona.
notice-challenge-elsewhere =
    { $environment } · El código de { $name } se escribió desde otro número, { $phone }, y no vale.
    Si es suyo (pregunte de viva voz): registrar { $id } { $phone }
    Si no, otra persona tiene el código: dé uno nuevo.
notice-challenge-guesses =
    { $environment } · Alguien intenta adivinar códigos de registro.
    Por un tiempo no se aceptan los códigos de esa persona.
notice-undelivered = { $environment } · { $name }: { $what }
notice-identity =
    { $environment } · Cambió el número o la clave de { $name }: derechos suspendidos.
    Confirme de viva voz y escriba: restaurar derechos de { $name }
notice-place-stalled = { $environment } · { $place } no recibe { $sends ->
    [checkpoints] puntos de control
   *[other] evidencia
} desde el { $since } ({ $why }).
    Aval sigue intentándolo. Para saber más: aval doctor
notice-place-disagrees =
    { $environment } · { $place } firmó otro historial, distinto de la evidencia de aquí ({ $why }).
    Alguien puede haber restaurado un archivo antiguo, o haberlo cortado o reescrito. Nada se sobrescribió allí.
    Para comprobarlo: verificar evidencias
notice-witness-forgot =
    { $environment } · { $place } conoce menos de la evidencia de lo que ya había firmado: perdió datos.
    Desde ahora solo vale para lo que vio desde entonces. Lo que firmó antes se guarda aquí.
notice-connector-stalled =
    { $environment } · { $connector } no responde desde el { $since }.
    Queda en pausa un rato: lo que depende de él se rechaza enseguida.
notice-connector-resumed = { $environment } · { $connector } vuelve a responder.
notice-place-resumed = { $environment } · { $place } vuelve a recibir { $sends ->
    [checkpoints] puntos de control
   *[other] evidencia
}. Allí no falta nada.
notice-place-rewound =
    { $environment } · La evidencia de aquí no es la que { $place } ya había recibido.
    Alguien puede haber restaurado un archivo antiguo. Se envía todo otra vez.
    Para comprobarlo: verificar evidencias
notice-place-moved =
    { $environment } · { $place } tiene ahora otra dirección, que aún no ha recibido nada.
    Toda la evidencia se envía allí, desde el principio.
notice-place-rejected = { $environment } · { $place } descartó { $count ->
    [1] un registro
   *[other] { $count } registros
} de evidencia.
    Siguen guardados aquí; el log de { $place } dice por qué.
checkpoint-message =
    { $environment } · Punto de control de la evidencia.
    Guarde este mensaje: prueba después que nada anterior se cambió.
    Para comprobarlo: aval verify --env { $id } --checkpoint ARCHIVO
checkpoint-line = { $line }
notice-app-first =
    { $environment } · La app de autenticación de { $name } está en uso.
    Se activó en la línea de comandos: no había otro admin con app a quien preguntar.
    .hint = Si nadie lo pidió: suspender { $person }
notice-app-shown =
    { $environment } · Se mostró en la línea de comandos una nueva app de autenticación de { $name }.
    Solo vale cuando un admin la apruebe.
    .hint = Si nadie lo pidió, deniéguela, o: suspender { $person }
app-replaced = Reemplaza la app en uso desde el { $since }, que ya no vale.
your-app-first =
    { $environment } · Su app de autenticación está en uso.
    Se activó en la línea de comandos, sin preguntar a nadie más.
    .hint = Si no era para usted, avise a un admin.
your-app-shown =
    { $environment } · Se mostró en la línea de comandos una nueva app de autenticación para usted.
    .hint = Si no era para usted, avise a un admin.
notice-rights-restored =
    { $environment } · Los derechos de { $name } están restaurados.
    Se hizo en la línea de comandos: quedaban pocos admins para decidirlo en el chat.
    Si nadie lo pidió: suspender { $person }, o activar bloqueo
notice-rights-of-admin =
    { $environment } · { $name } ahora es admin.
    Se hizo en la línea de comandos: quedaban pocos admins para decidirlo en el chat.
    Si nadie lo pidió: suspender { $person }, o activar bloqueo
your-rights-restored =
    { $environment } · Sus derechos están restaurados.
    Se hizo en la línea de comandos, sin preguntar a nadie más.
your-rights-of-admin =
    { $environment } · Usted ahora es admin.
    Se hizo en la línea de comandos, sin preguntar a nadie más.

forgotten-in-session = La sesión de WhatsApp también olvida claves, alias, chats y textos de esta persona.
kept-in-browser = El perfil del navegador guarda los chats; borre el chat en el teléfono o desvincule la cuenta.
hold-is-on = Hay retención legal: { $reason }
hold-is-off = No hay retención legal.
hold-of-others = Otro inquilino necesita esta retención legal. Solo su gente la desactiva.
hold-notice-on = { $environment } · retención legal: { $reason }. No se borra nada.
hold-notice-on-elsewhere = { $environment } · retención legal por otro inquilino. No se borra nada.
hold-notice-off = { $environment } · retención legal desactivada.
retention-line = { $environment } · se guarda: evidencia { $evidence }, mensajes { $messages }

## Reglas, que completan: se decidió así porque …

rule-line = { $mark } { $text }
rule-allowed = Se podía pedir, porque:
rule-refused = Se rechazó. El motivo está marcado con un menos:
rule-policy-readable = el paquete de políticas vigente se puede leer y no cambió
    .not = el paquete de políticas vigente no se puede leer, o cambió
rule-environment-open = el entorno acepta solicitudes
    .not = { $locked ->
        [connector] el conector { $of } estaba bloqueado
        [class] la clase { $of } estaba bloqueada
        [tenant] el inquilino { $of } estaba bloqueado
        [agent] el agente { $of } estaba bloqueado
       *[whole] el entorno no aceptaba solicitudes en ese momento
    }
rule-requester-holds-scope = quien pide puede: { $scopes }
    .bare = cualquier persona registrada puede pedirlo
    .not = quien pide no puede: { $scopes }
rule-approval-policy-present = una política de aprobación cubre esta clase
    .not = ninguna política de aprobación cubre esta clase
rule-within-limits = { $limit ->
    [tenant_requests] el inquilino está dentro del límite
    [class_requests] esta clase está dentro del límite
   *[other] quien pide está dentro de los límites
}
    .not = { $limit ->
        [tenant_requests] el inquilino pasó el límite
        [class_requests] esta clase pasó el límite
       *[other] quien pidió pasó los límites
    }
rule-not-denied-before = no se denegó demasiadas veces recientemente
    .not = se denegó demasiadas veces recientemente
rule-not-frozen = no hay congelamiento
    .not = había un congelamiento: «{ $freeze }»
rule-not-forbidden = ninguna regla lo prohíbe
    .not = una regla lo prohíbe: «{ $name }»
rule-change-risk = el riesgo del cambio es { $class ->
    [HIGH] alto
    [MEDIUM] medio
   *[LOW] bajo
  }
rule-content-rule = se aplica la regla «{ $name }»
rule-emergency-declared = se declaró una emergencia
rule-under-suspicion = la sospecha hace más estricto el perfil
rule-confirmation-needed = quien pide debe confirmarlo
rule-agent-proposed = lo propuso un agente, y por eso su dueño debe confirmarlo
rule-agent-acts = aquí un agente puede hacerlo por su cuenta
rule-agents-may-ask = los agentes pueden pedirlo
    .not = solo personas pueden pedirlo; lo pidió un agente
rule-no-approval-needed = esta clase no necesita aprobación aquí
rule-approval-needed = la clase { $class } necesita { $approvers ->
    [1] 1 aprobación
   *[other] { $approvers } aprobaciones
  } por la política «{ $policy }» ({ $profile })

## Conectores

no-such-connector = Ningún conector se llama { $name } aquí. { $reader ->
    [admin] Inclúyalo en environment.yaml.
    [only-admin] Inclúyalo en environment.yaml.
   *[other] Hable con un admin.
  }
connector-slot-missing = { $connector } necesita { $slot }.
connector-slot-wrong = { $slot } no es válido. Escríbalo de nuevo.
connector-operation-unknown = { $connector } no tiene la operación { $operation }.
connector-path-wrong = Este valor cambiaría la dirección en { $connector }; no se envió nada.
connector-egress-denied = { $host } no es una dirección declarada de { $connector }; no se envió nada.
connector-unreachable = No se pudo llegar a { $connector }; no se envió nada. Pruebe más tarde.
connector-timeout = { $connector } no respondió a tiempo.
connector-lost = La conexión con { $connector } se cortó antes de la respuesta.
connector-paused =
    { $connector } no responde desde el { $since }; no se envió nada.
    Pruebe más tarde.
connector-busy = { $connector } está sobrecargado y no hizo nada. Pruebe más tarde.
connector-broken = { $connector } respondió con un error ({ $status }).
connector-redirected = { $connector } redirigió la llamada; Aval no la sigue. Avise a un admin.
connector-answer-unreadable = La respuesta de { $connector } no se pudo leer ({ $field }).
connector-target-changed = { $field } del objetivo en { $connector } ya no es lo que se aprobó; pídalo de nuevo.
connector-answer-contradicts = { $connector } lo aceptó, pero la respuesta muestra que { $field } no cambió.
connector-answer-other = Se preguntó a { $connector } por { $asked } y respondió sobre { $answered }. No vale; avise a un admin.
connector-answer-too-large = La respuesta de { $connector } es demasiado grande.
connector-not-found = No existe.
connector-conflict = Ahora no se puede hacer.
connector-not-allowed = { $connector } no acepta nuestras credenciales ({ $status }).
connector-refused = { $connector } lo rechazó ({ $status }).
connector-no-twin = { $operation } no tiene gemelo en el sandbox.
secret-missing = { $reference } no está definido. { $reader ->
    [admin] Defínalo en el servidor.
    [only-admin] Defínalo en el servidor.
   *[other] Hable con un admin.
  }
secret-link = { $reference } es un enlace, que no se sigue; ponga allí el propio archivo.
secret-unusable = { $reference } no se puede usar: debe ser una línea de caracteres simples.
secret-file-open = Otros pueden leer { $reference }; chmod 600.
shop-order-not-found = El pedido { $order } no existe.
shop-order-already-cancelled = El pedido { $order } ya está cancelado.
shop-order-already-open = El pedido { $order } ya está abierto.
config-unit-missing = No hay unidad { $unit }.
quota-reached = { $agent } tiene { $count } de { $most } { $of ->
    [all] unidades
   *[other] unidades del tipo { $kind }
  }. Elimine algunas o pida a un admin una cuota mayor.
config-lifetime-none = Aquí las unidades no tienen plazo de vida. No lo indique.
config-lifetime-too-long = El plazo de vida máximo aquí es { $most }.
config-lifetime-absent = { $unit } no tiene plazo de vida que renovar.
config-not-its-own = Un agente solo elimina lo que creó, y { $unit } no es suya.
config-unit-exists = { $unit } ya existe.
config-unit-changed = { $unit } cambió mientras tanto; pídalo de nuevo.
config-unit-foreign = { $unit } se alteró, pero no por Aval. Un admin debe restaurar una copia.
config-units-foreign = Una unidad se alteró, pero no por Aval. Un admin debe restaurar una copia.
config-name-wrong = { $unit } no es un nombre: letras minúsculas, dígitos, puntos, guiones, 60 como máximo.
config-kind-missing = ¿De qué tipo: { $kinds }?
config-kind-unknown = No hay tipo { $kind }; conocidos: { $kinds }.
config-field-missing = Falta { $field }.
config-field-unknown = { $kind } no tiene el campo { $field }; tiene { $fields }.
config-value-integer = { $field } debe ser un número entero de { $min } a { $max }.
config-value-number = { $field } debe ser un número de { $min } a { $max }.
config-value-not-boolean = { $field } debe ser sí o no.
config-value-not-text = { $field } debe ser texto.
config-value-too-long = { $field } tiene { $max } caracteres como máximo.
config-value-pattern = { $field } debe tener la forma { $pattern }.
config-value-same = { $field } de { $unit } ya es { $value }.
config-hand-on-last = { $environment } es el último entorno; desde él no se traspasa nada.
config-hand-on-lifetime =
    { $unit } tiene plazo de vida, y por eso no pasa de test.
    Elimínela, que una persona la cree sin plazo de vida, y traspase esa.
config-promotions-lowest = { $environment } es el entorno más bajo; nada se promueve a él.
config-promotions-none =
    { $environment } aún no acepta tickets: environment.yaml no tiene promotions.
    La clave la imprime: aval attest --key --env { $from }
config-ticket-unreadable = Esto no es un ticket entero. Cópielo de nuevo, de principio a fin.
config-ticket-elsewhere = Este ticket es de { $environment }; aquí solo valen los de { $from }.
config-ticket-forged =
    Este ticket no se firmó con la clave de { $from } en environment.yaml.
    Traspase la unidad de nuevo. Si falla, un admin debe revisar promotions.key.
config-ticket-time =
    Este ticket vale del { $since } al { $until }.
    Traspase la unidad de nuevo.
config-ticket-tenant = Este ticket es de otro inquilino.
config-ticket-sandbox = Este ticket es de un sandbox y solo vale en un sandbox.
config-ticket-used =
    { $name } ya usó este ticket: { $unit } quedó en la revisión { $revision }.
    Traspase la unidad de nuevo.
config-ticket-older =
    Aquí ya se usó un ticket más nuevo: revisión { $newer } de { $unit }. Este es de la { $revision }.
    Cambie la unidad allí y traspásela de nuevo.
config-ticket-same = { $unit } ya está como en el ticket.
config-ticket-kind = { $unit } es del tipo { $kind } aquí.
config-ticket-field = { $field } no cabe en su campo aquí.
config-ticket-too-long = Los valores de { $unit } son demasiado largos para un ticket de { $most } caracteres.
